/// The script that a job's tasks run.
package struct TaskScript {
  package let text: String

  /// A script that becomes `earshot` itself, so that Slurm's signals reach it, and reads the job's
  /// `tasks.json`.
  package init(executable: String, file: String) {
    text = """
      #!/bin/sh
      exec \(Self.quoted(executable)) sweep task \(Self.quoted(file))

      """
  }

  /// `text` as one word of a shell.
  private static func quoted(_ text: String) -> String {
    "'" + text.replacing("'", with: #"'\''"#) + "'"
  }
}
