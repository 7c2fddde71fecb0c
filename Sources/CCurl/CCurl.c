#include "CCurl.h"

#include "CLoadedLibrary.h"

#include <curl/curl.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

static struct {
  CURLcode (*global_init)(long);
  CURL *(*easy_init)(void);
  CURLcode (*easy_setopt)(CURL *, CURLoption, ...);
  CURLcode (*easy_perform)(CURL *);
  CURLcode (*easy_getinfo)(CURL *, CURLINFO, ...);
  const char *(*easy_strerror)(CURLcode);
  void (*easy_cleanup)(CURL *);
} library;

static char refusal[256];
static int is_loaded;
static pthread_once_t loading = PTHREAD_ONCE_INIT;

static void load(void) {
  const struct loaded_symbol symbols[] = {
      {"curl_global_init", (void **)&library.global_init},     {"curl_easy_init", (void **)&library.easy_init},
      {"curl_easy_setopt", (void **)&library.easy_setopt},     {"curl_easy_perform", (void **)&library.easy_perform},
      {"curl_easy_getinfo", (void **)&library.easy_getinfo},   {"curl_easy_strerror", (void **)&library.easy_strerror},
      {"curl_easy_cleanup", (void **)&library.easy_cleanup},
  };
  if (!loaded_library_open("libcurl.so.4", symbols, sizeof symbols / sizeof *symbols, refusal, sizeof refusal)) return;
  is_loaded = library.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
  if (!is_loaded) snprintf(refusal, sizeof refusal, "libcurl could not be set up");
}

struct transfer {
  const struct curl_download_request *request;
  CURL *handle;
  int has_begun;
  int is_file;
};

static size_t take(char *bytes, size_t size, size_t count, void *context) {
  struct transfer *transfer = context;
  const struct curl_download_request *request = transfer->request;
  if (!transfer->has_begun) {
    long status = 0;
    curl_off_t length = -1;
    library.easy_getinfo(transfer->handle, CURLINFO_RESPONSE_CODE, &status);
    library.easy_getinfo(transfer->handle, CURLINFO_CONTENT_LENGTH_DOWNLOAD_T, &length);
    transfer->has_begun = 1;
    // The page of an error is no part of the file.
    transfer->is_file = status == 200 || status == 206;
    if (transfer->is_file && !request->begin(request->context, status, length)) return 0;
  }
  if (transfer->is_file && !request->take(request->context, bytes, size * count)) return 0;
  return size * count;
}

static int progress(void *context, curl_off_t a, curl_off_t b, curl_off_t c, curl_off_t d) {
  (void)a, (void)b, (void)c, (void)d;
  const struct transfer *transfer = context;
  return transfer->request->goes_on(transfer->request->context) ? 0 : 1;
}

struct curl_download_outcome curl_download(const struct curl_download_request *request) {
  struct curl_download_outcome outcome = {0};
  pthread_once(&loading, load);
  if (!is_loaded) {
    snprintf(outcome.words, sizeof outcome.words, "%s", refusal);
    return outcome;
  }
  outcome.is_loaded = 1;
  CURL *handle = library.easy_init();
  if (!handle) {
    outcome.code = CURLE_FAILED_INIT;
    return outcome;
  }
  struct transfer transfer = {.request = request, .handle = handle};
  char words[CURL_ERROR_SIZE] = "";
  char range[32];
  library.easy_setopt(handle, CURLOPT_URL, request->url);
  library.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, request->protocols);
  library.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, request->protocols);
  library.easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  library.easy_setopt(handle, CURLOPT_MAXREDIRS, 10L);
  library.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, 30L);
  // Not a byte for a minute: the server has gone.
  library.easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, 1L);
  library.easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, 60L);
  library.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  library.easy_setopt(handle, CURLOPT_USERAGENT, "earshot");
  library.easy_setopt(handle, CURLOPT_ERRORBUFFER, words);
  library.easy_setopt(handle, CURLOPT_WRITEFUNCTION, take);
  library.easy_setopt(handle, CURLOPT_WRITEDATA, &transfer);
  library.easy_setopt(handle, CURLOPT_NOPROGRESS, 0L);
  library.easy_setopt(handle, CURLOPT_XFERINFOFUNCTION, progress);
  library.easy_setopt(handle, CURLOPT_XFERINFODATA, &transfer);
  if (request->offset > 0) {
    snprintf(range, sizeof range, "%lld-", (long long)request->offset);
    library.easy_setopt(handle, CURLOPT_RANGE, range);
  }
  CURLcode code = library.easy_perform(handle);
  outcome.code = code;
  library.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &outcome.status);
  snprintf(outcome.words, sizeof outcome.words, "%s", *words ? words : library.easy_strerror(code));
  library.easy_cleanup(handle);
  return outcome;
}
