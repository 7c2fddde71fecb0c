// One download by libcurl, which is loaded when it is first needed: linked, it would make every start of the program
// wait for its forty libraries. The options are variadic in C, which Swift cannot call.
#pragma once

#include <stddef.h>
#include <stdint.h>

// What is to be fetched. The functions are called from within `curl_download`, on its thread.
struct curl_download_request {
  // Where it is.
  const char *url;
  // Bytes that are there already: the server is asked for those behind them.
  int64_t offset;
  // What protocols are spoken, as in "https" or "http,https"; redirections are held to them too.
  const char *protocols;
  // Handed to the functions.
  void *context;
  // Told once before the first byte of a file, with the server's status (200: from the start, 206: from the offset) and the
  // bytes that will follow, or -1 where it does not say. Zero stops the download.
  int (*begin)(void *context, long status, int64_t length);
  // Takes bytes of the file. Zero stops the download.
  int (*take)(void *context, const void *bytes, size_t count);
  // Asked about once a second and at every arrival. Zero stops the download.
  int (*goes_on)(void *context);
};

// How it ended.
struct curl_download_outcome {
  // Whether libcurl could be loaded.
  int is_loaded;
  // The library's number; 0 where it found nothing wrong.
  int code;
  // The server's last status; 0 where it gave none.
  long status;
  // The library's words, or the loader's.
  char words[512];
};

struct curl_download_outcome curl_download(const struct curl_download_request *request);
