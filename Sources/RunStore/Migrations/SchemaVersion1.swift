/// The schema of the first release; see `docs/store.md`.
///
/// Conventions: tables singular and camelCased; digests are 64 lower-case hexadecimal digits; times are UTC,
/// ISO 8601 with seconds; epochs count from 1; what is JSON is checked to be.
enum SchemaVersion1 {
  static let identifier = "v1"

  static let sql = """
    CREATE TABLE corpus (
      corpusID INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      classes TEXT NOT NULL CHECK (json_valid(classes) AND json_type(classes) = 'array'),
      clipCount INTEGER NOT NULL CHECK (clipCount >= 0),
      UNIQUE (digest, name)
    ) STRICT;

    CREATE TABLE example (
      exampleID INTEGER PRIMARY KEY,
      corpusID INTEGER NOT NULL REFERENCES corpus ON DELETE CASCADE,
      clip TEXT NOT NULL CHECK (clip <> ''),
      label INTEGER NOT NULL CHECK (label >= 0),
      fold INTEGER NOT NULL,
      UNIQUE (corpusID, clip)
    ) STRICT;

    CREATE TABLE experiment (
      experimentID INTEGER PRIMARY KEY,
      name TEXT NOT NULL CHECK (name <> ''),
      title TEXT NOT NULL,
      configurationDigest TEXT NOT NULL CHECK (length(configurationDigest) = 64),
      configuration TEXT NOT NULL CHECK (json_valid(configuration)),
      corpusID INTEGER NOT NULL REFERENCES corpus,
      UNIQUE (name, configurationDigest, corpusID)
    ) STRICT;
    CREATE INDEX experimentByDigest ON experiment (configurationDigest);

    CREATE TABLE run (
      sequence INTEGER PRIMARY KEY AUTOINCREMENT,
      id TEXT NOT NULL UNIQUE CHECK (id <> ''),
      experimentID INTEGER NOT NULL REFERENCES experiment,
      seed INTEGER NOT NULL CHECK (seed >= 0),
      fold INTEGER NOT NULL,
      status TEXT NOT NULL DEFAULT 'queued' CHECK (status IN
        ('queued', 'running', 'completed', 'failed', 'diverged', 'interrupted', 'pruned', 'lost')),
      reason TEXT,
      plannedEpochs INTEGER NOT NULL CHECK (plannedEpochs >= 1),
      epochs INTEGER NOT NULL DEFAULT 0 CHECK (epochs BETWEEN 0 AND plannedEpochs),
      trainAccuracy REAL,
      validationAccuracy REAL,
      bestValidationAccuracy REAL,
      bestEpoch INTEGER CHECK (bestEpoch BETWEEN 1 AND epochs),
      validationLoss REAL,
      validationCrossEntropy REAL,
      parameters INTEGER NOT NULL CHECK (parameters >= 0),
      macs INTEGER NOT NULL CHECK (macs >= 0),
      threads INTEGER NOT NULL CHECK (threads >= 1),
      createdAt TEXT NOT NULL,
      startedAt TEXT,
      endedAt TEXT,
      seconds REAL CHECK (seconds >= 0),
      cpuSeconds REAL CHECK (cpuSeconds >= 0),
      provenance TEXT NOT NULL CHECK (json_valid(provenance))
    ) STRICT;
    CREATE INDEX runByExperiment ON run (experimentID, status);

    CREATE TABLE metricPoint (
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      split TEXT NOT NULL CHECK (split IN ('train', 'validation', 'test')),
      name TEXT NOT NULL CHECK (name <> ''),
      epoch INTEGER NOT NULL CHECK (epoch >= 1),
      value REAL,
      kind TEXT NOT NULL DEFAULT 'finite' CHECK (kind IN ('finite', 'nan', 'inf', '-inf')),
      PRIMARY KEY (run, split, name, epoch),
      CHECK ((kind = 'finite') = (value IS NOT NULL)),
      CHECK (abs(value) < 9e999)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE prediction (
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      example INTEGER NOT NULL REFERENCES example (exampleID),
      split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
      label INTEGER NOT NULL CHECK (label >= 0),
      predicted INTEGER NOT NULL CHECK (predicted >= 0),
      probabilities BLOB NOT NULL CHECK (length(probabilities) > 4 * max(label, predicted)),
      PRIMARY KEY (run, example)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE artifact (
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      path TEXT NOT NULL CHECK (path <> ''),
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      byteCount INTEGER NOT NULL CHECK (byteCount >= 0),
      PRIMARY KEY (run, path)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tag (
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      name TEXT NOT NULL CHECK (name <> ''),
      PRIMARY KEY (run, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE claim (
      id TEXT PRIMARY KEY CHECK (id <> ''),
      metric TEXT NOT NULL,
      relation TEXT NOT NULL CHECK (relation IN ('equals', 'greaterThan', 'order')),
      experiment TEXT,
      value REAL,
      experiments TEXT CHECK (experiments IS NULL OR json_valid(experiments) AND json_type(experiments) = 'array'),
      tolerance REAL NOT NULL CHECK (tolerance >= 0),
      corpus TEXT NOT NULL,
      protocol TEXT NOT NULL,
      source TEXT NOT NULL,
      accepted TEXT CHECK (accepted IN ('replicated', 'notReplicated', 'inconclusive', 'referenceOnly')),
      CHECK ((relation = 'order') = (experiment IS NULL)),
      CHECK ((value IS NULL) <> (experiments IS NULL)),
      CHECK (relation <> 'equals' OR value IS NOT NULL)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE sweep (
      sweepID INTEGER PRIMARY KEY,
      name TEXT NOT NULL UNIQUE CHECK (name <> ''),
      specification TEXT NOT NULL CHECK (json_valid(specification)),
      createdAt TEXT NOT NULL
    ) STRICT;

    CREATE TABLE trial (
      trialID INTEGER PRIMARY KEY,
      sweepID INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
      number INTEGER NOT NULL CHECK (number >= 1),
      configurationDigest TEXT NOT NULL CHECK (length(configurationDigest) = 64),
      hyperparameters TEXT NOT NULL CHECK (json_valid(hyperparameters)),
      UNIQUE (sweepID, number),
      UNIQUE (sweepID, configurationDigest)
    ) STRICT;

    CREATE TABLE trialRun (
      trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      PRIMARY KEY (trialID, run)
    ) STRICT, WITHOUT ROWID;

    CREATE VIEW runSummary AS
    SELECT
      run.id, experiment.name AS experiment, corpus.name AS corpus, run.seed, run.fold, run.status,
      run.epochs,
      round(run.trainAccuracy, 4) AS trainAccuracy,
      round(run.validationAccuracy, 4) AS validationAccuracy,
      round(run.bestValidationAccuracy, 4) AS bestValidationAccuracy,
      run.bestEpoch,
      round(run.validationLoss, 4) AS validationLoss,
      round(run.validationCrossEntropy, 4) AS validationCrossEntropy,
      run.parameters, run.macs,
      round(run.seconds, 2) AS seconds,
      run.startedAt
    FROM run
    JOIN experiment USING (experimentID)
    JOIN corpus USING (corpusID)
    ORDER BY run.sequence;

    CREATE VIEW learningCurve AS
    SELECT
      run.id AS run, metricPoint.epoch, metricPoint.split, metricPoint.name, metricPoint.value,
      metricPoint.kind
    FROM metricPoint
    JOIN run ON run.sequence = metricPoint.run;
    """
}
