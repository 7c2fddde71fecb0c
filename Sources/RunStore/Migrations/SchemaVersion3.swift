/// What the third release adds: sweeps that live in the store, so that they can be killed anywhere and go on.
///
/// The tables of these names that the first release made were never written; they are made anew.
enum SchemaVersion3 {
  static let identifier = "v3"

  static let sql = """
    DROP TABLE trialRun;
    DROP TABLE trial;
    DROP TABLE sweep;

    CREATE TABLE sweep (
      sweepID INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> ''),
      specification TEXT NOT NULL CHECK (json_valid(specification)),
      corpusName TEXT NOT NULL CHECK (corpusName <> ''),
      corpusDigest TEXT NOT NULL CHECK (length(corpusDigest) = 64),
      createdAt TEXT NOT NULL,
      trialLimit INTEGER CHECK (trialLimit >= 1),
      secondsLimit REAL CHECK (secondsLimit > 0),
      secondsSpent REAL NOT NULL DEFAULT 0 CHECK (secondsSpent >= 0)
    ) STRICT;

    CREATE TABLE trial (
      trialID INTEGER PRIMARY KEY,
      sweepID INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      status TEXT NOT NULL DEFAULT 'waiting' CHECK (status IN
        ('waiting', 'running', 'paused', 'completed', 'pruned', 'failed')),
      reason TEXT,
      hyperparameters TEXT NOT NULL
        CHECK (json_valid(hyperparameters) AND json_type(hyperparameters) = 'object'),
      configurationDigest TEXT CHECK (length(configurationDigest) = 64),
      stageEpochs INTEGER CHECK (stageEpochs >= 1),
      askedAfter INTEGER NOT NULL CHECK (askedAfter >= 0),
      endOrder INTEGER CHECK (endOrder >= 1),
      attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
      losses INTEGER NOT NULL DEFAULT 0 CHECK (losses BETWEEN 0 AND attempts),
      createdAt TEXT NOT NULL,
      endedAt TEXT,
      UNIQUE (sweepID, number),
      UNIQUE (sweepID, endOrder),
      CHECK ((status IN ('completed', 'pruned', 'failed')) = (endOrder IS NOT NULL)),
      CHECK ((endOrder IS NULL) = (endedAt IS NULL))
    ) STRICT;
    CREATE INDEX trialByConfiguration ON trial (sweepID, configurationDigest);
    CREATE INDEX trialByStatus ON trial (sweepID, status);

    CREATE TABLE trialValue (
      trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
      objective INTEGER NOT NULL CHECK (objective IN (0, 1)),
      epoch INTEGER NOT NULL CHECK (epoch >= 1),
      mean REAL NOT NULL CHECK (abs(mean) < 9e999),
      deviation REAL CHECK (deviation >= 0),
      runCount INTEGER NOT NULL CHECK (runCount >= 1),
      PRIMARY KEY (trialID, objective, epoch)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE trialRun (
      trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      PRIMARY KEY (trialID, run)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX trialRunByRun ON trialRun (run);

    CREATE TABLE submission (
      submissionID INTEGER PRIMARY KEY,
      sweepID INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
      jobName TEXT NOT NULL UNIQUE CHECK (jobName <> ''),
      jobID INTEGER CHECK (jobID >= 1),
      createdAt TEXT NOT NULL
    ) STRICT;

    CREATE TABLE submissionTask (
      submissionID INTEGER NOT NULL REFERENCES submission ON DELETE CASCADE,
      arrayIndex INTEGER NOT NULL CHECK (arrayIndex >= 0),
      trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
      stageEpochs INTEGER CHECK (stageEpochs >= 1),
      attempt INTEGER NOT NULL CHECK (attempt >= 1),
      status TEXT NOT NULL DEFAULT 'submitted' CHECK (status IN ('submitted', 'collected', 'lost')),
      PRIMARY KEY (submissionID, arrayIndex, trialID)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW trialSummary AS
    SELECT
      sweep.name AS sweep, trial.number AS trial, trial.status, trial.reason,
      round(trialValue.mean, 4) AS value, round(trialValue.deviation, 4) AS deviation,
      trialValue.runCount AS runs, trialValue.epoch, trial.attempts, trial.hyperparameters,
      trial.createdAt, trial.endedAt
    FROM trial
    JOIN sweep USING (sweepID)
    LEFT JOIN trialValue ON trialValue.trialID = trial.trialID AND trialValue.objective = 0
      AND trialValue.epoch = (
        SELECT max(epoch) FROM trialValue AS latest
        WHERE latest.trialID = trial.trialID AND latest.objective = 0)
    ORDER BY trial.sweepID, trial.number;
    """
}
