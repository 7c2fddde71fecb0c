/// Why Slurm could not be used.
///
/// Cases carry facts; ``description`` words them.
public enum SlurmError: Error, Hashable, Sendable {
  /// Clients that are not on the `PATH`.
  case notInstalled(missing: [String])
  /// A client that got no answer: the cluster's controller is down, or busy.
  case unreachable(client: String, message: String)
  /// A client that was refused: an option or a limit of the cluster.
  case refused(client: String, message: String)
  /// An option for `sbatch` that the launcher sets itself, or that is none.
  case optionReserved(option: String)
}

extension SlurmError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .notInstalled(let missing):
      "--launcher slurm: found no \(missing.joined(separator: ", ")) on the PATH; expected Slurm's clients. Give the "
        + "command on a machine from which jobs can be submitted, install them (Debian: slurm-client), or use "
        + "--launcher local."
    case .unreachable(let client, let message):
      "--launcher slurm: \(client): found no answer from Slurm: \(message); expected one within "
        + "\(SlurmClient.timeoutSeconds) s. Try again when scontrol ping says that it is up, or use --launcher local."
    case .refused(let client, let message):
      "--launcher slurm: \(client) was refused: \(message). Change --partition, --time, --memory or --slurm-option: "
        + "sinfo shows what the cluster has."
    case .optionReserved(let option):
      "--slurm-option: found \(option); expected an option of sbatch that begins with a dash and is none of "
        + "\(SlurmOptions.reserved.joined(separator: ", ")), which the launcher sets. Leave it out."
    }
  }
}
