/// What the second release adds: sources of clips, digests of what was recorded, owners of runs, and runs that are
/// removed and can be brought back.
///
/// Rows of the first release keep what they have: their clips' sources are filled in when the corpus is next
/// registered, their epochs have no digests, their runs no owner.
enum SchemaVersion2 {
  static let identifier = "v2"

  static let sql = """
    ALTER TABLE example ADD COLUMN source TEXT CHECK (source <> '');

    ALTER TABLE run ADD COLUMN predictionDigest TEXT CHECK (length(predictionDigest) = 64);
    ALTER TABLE run ADD COLUMN removedAt TEXT;
    ALTER TABLE run ADD COLUMN ownerBootID TEXT CHECK (ownerBootID <> '');
    ALTER TABLE run ADD COLUMN ownerPID INTEGER CHECK (ownerPID >= 1);
    ALTER TABLE run ADD COLUMN ownerStartTime INTEGER CHECK (ownerStartTime >= 0);
    ALTER TABLE run ADD COLUMN fence INTEGER NOT NULL DEFAULT 0 CHECK (fence >= 0);

    CREATE TABLE epochDigest (
      run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
      epoch INTEGER NOT NULL CHECK (epoch >= 1),
      digest TEXT NOT NULL CHECK (length(digest) = 64),
      PRIMARY KEY (run, epoch)
    ) STRICT, WITHOUT ROWID;

    DROP VIEW runSummary;
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
    WHERE run.removedAt IS NULL
    ORDER BY run.sequence;

    DROP VIEW learningCurve;
    CREATE VIEW learningCurve AS
    SELECT
      run.id AS run, metricPoint.epoch, metricPoint.split, metricPoint.name, metricPoint.value,
      metricPoint.kind
    FROM metricPoint
    JOIN run ON run.sequence = metricPoint.run
    WHERE run.removedAt IS NULL;
    """
}
