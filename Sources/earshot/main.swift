import CProcessor
import DurableFiles
import Glibc

// Before anything else: everything below is compiled for a processor with these instructions.
if processorHasRequiredInstructions() == 0 {
  let message = """
    earshot: this processor has no AVX2 and FMA instructions, which earshot is compiled for; expected an \
    x86-64 processor of 2013 or later (level x86-64-v3). Run it on another machine.

    """
  _ = message.withCString { write(STDERR_FILENO, $0, strlen($0)) }
  exit(1)
}

// Where a standard stream is closed, the next file opened would take its number, and messages would go into it.
for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
  _ = open("/dev/null", O_RDWR)
}

// A file-size limit is an error to report, not a reason to die; so is a reader that has gone.
signal(SIGXFSZ, SIG_IGN)
signal(SIGPIPE, SIG_IGN)

// Where a test says so the disk fails, or the process is killed: docs/reliability.md.
if let text = getenv("EARSHOT_FAILURE").map({ String(cString: $0) }) {
  guard let plan = FailurePlan(text) else {
    Console.note(
      "earshot: EARSHOT_FAILURE: found \(text.debugDescription); expected \(FailurePlan.expected). Unset it.")
    exit(ExitStatus.misused.rawValue)
  }
  FailurePlan.follow(plan)
}

EarshotCommand.runAndExit()
