-- sqlite3 3.40.1
PRAGMA application_id = 1163085908;
PRAGMA foreign_keys=OFF;
BEGIN TRANSACTION;
CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY);
INSERT INTO grdb_migrations VALUES('v1');
INSERT INTO grdb_migrations VALUES('v2');
INSERT INTO grdb_migrations VALUES('v3');
INSERT INTO grdb_migrations VALUES('v4');
CREATE TABLE corpus (
  corpusID INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  classes TEXT NOT NULL CHECK (json_valid(classes) AND json_type(classes) = 'array'),
  clipCount INTEGER NOT NULL CHECK (clipCount >= 0),
  UNIQUE (digest, name)
) STRICT;
INSERT INTO corpus VALUES(1,'tones','3d6caa68e658970bc4a674a4bf5157e392f2f8572e64b374e5a620123d77c8cf','["Dog","Cat"]',4);
INSERT INTO corpus VALUES(2,'windows','340d600392818df2413382dc7d8325c360d83ea49a262d31760348484bbc10b5','["Dog","Cat"]',4);
CREATE TABLE example (
  exampleID INTEGER PRIMARY KEY,
  corpusID INTEGER NOT NULL REFERENCES corpus ON DELETE CASCADE,
  clip TEXT NOT NULL CHECK (clip <> ''),
  label INTEGER NOT NULL CHECK (label >= 0),
  fold INTEGER NOT NULL, source TEXT CHECK (source <> ''), heard TEXT
  CHECK (heard IS NULL OR json_valid(heard) AND json_type(heard) = 'array'),
  UNIQUE (corpusID, clip)
) STRICT;
INSERT INTO example VALUES(1,1,'clip0.wav',0,1,'recording 0',NULL);
INSERT INTO example VALUES(2,1,'clip1.wav',1,1,'recording 0',NULL);
INSERT INTO example VALUES(3,1,'clip2.wav',0,2,'recording 1',NULL);
INSERT INTO example VALUES(4,1,'clip3.wav',1,2,'recording 1',NULL);
INSERT INTO example VALUES(5,2,'clip0.wav',0,1,'recording 0','[0]');
INSERT INTO example VALUES(6,2,'clip1.wav',0,1,'recording 0','[0,1]');
INSERT INTO example VALUES(7,2,'clip2.wav',1,2,'recording 1','[1]');
INSERT INTO example VALUES(8,2,'clip3.wav',1,2,'recording 1','[1]');
CREATE TABLE experiment (
  experimentID INTEGER PRIMARY KEY,
  name TEXT NOT NULL CHECK (name <> ''),
  title TEXT NOT NULL,
  configurationDigest TEXT NOT NULL CHECK (length(configurationDigest) = 64),
  configuration TEXT NOT NULL CHECK (json_valid(configuration)),
  corpusID INTEGER NOT NULL REFERENCES corpus,
  UNIQUE (name, configurationDigest, corpusID)
) STRICT;
INSERT INTO experiment VALUES(1,'gen6','Generation 6','de381ffa2929f512b42498b0a2df38cbfe7b3366b228514479beaa0cf3df036d','{"name":"gen6"}',1);
INSERT INTO experiment VALUES(2,'gen6','Generation 6','de381ffa2929f512b42498b0a2df38cbfe7b3366b228514479beaa0cf3df036d','{"name":"gen6"}',2);
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
, predictionDigest TEXT CHECK (length(predictionDigest) = 64), removedAt TEXT, ownerBootID TEXT CHECK (ownerBootID <> ''), ownerPID INTEGER CHECK (ownerPID >= 1), ownerStartTime INTEGER CHECK (ownerStartTime >= 0), fence INTEGER NOT NULL DEFAULT 0 CHECK (fence >= 0)) STRICT;
INSERT INTO run VALUES(1,'frozen-1',1,1,1,'completed',NULL,3,3,NULL,0.59999999999999997779,0.69999999999999995559,2,NULL,NULL,107850,107000,1,'2026-09-21T14:13:20Z','2026-09-21T14:13:20Z','2026-09-21T14:14:20Z',1.5,1.25,'{"commit":"f82e0ce"}','9a7c5bf71fc0f0ac1621ff2f66efdb8a000f00695cba5c5dd3629a774b646abc',NULL,NULL,NULL,NULL,0);
INSERT INTO run VALUES(2,'frozen-2',1,2,1,'running',NULL,3,0,NULL,NULL,NULL,NULL,NULL,NULL,107850,107000,1,'2026-09-21T14:13:20Z','2026-09-21T14:13:20Z',NULL,NULL,NULL,'{"commit":"f82e0ce"}',NULL,NULL,'a boot',7,11,1);
INSERT INTO run VALUES(3,'frozen-3',2,1,1,'completed',NULL,1,1,NULL,1.0,1.0,1,NULL,NULL,107850,107000,1,'2026-09-21T14:13:20Z','2026-09-21T14:13:20Z','2026-09-21T14:14:20Z',1.5,1.25,'{"commit":"f82e0ce"}','648498a4c67c3e5457854dc55c8240bb76109266c3baf2fa7370cb5964887a62',NULL,NULL,NULL,NULL,0);
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
INSERT INTO metricPoint VALUES(1,'train','loss',1,NULL,'nan');
INSERT INTO metricPoint VALUES(1,'train','loss',2,NULL,'inf');
INSERT INTO metricPoint VALUES(1,'train','loss',3,0.125,'finite');
INSERT INTO metricPoint VALUES(1,'validation','accuracy',1,0.4000000000000000222,'finite');
INSERT INTO metricPoint VALUES(1,'validation','accuracy',2,0.69999999999999995559,'finite');
INSERT INTO metricPoint VALUES(1,'validation','accuracy',3,0.59999999999999997779,'finite');
INSERT INTO metricPoint VALUES(3,'validation','accuracy',1,1.0,'finite');
INSERT INTO metricPoint VALUES(3,'validation','macroF1',1,0.75,'finite');
CREATE TABLE prediction (
  run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
  example INTEGER NOT NULL REFERENCES example (exampleID),
  split TEXT NOT NULL CHECK (split IN ('validation', 'test')),
  label INTEGER NOT NULL CHECK (label >= 0),
  predicted INTEGER NOT NULL CHECK (predicted >= 0),
  probabilities BLOB NOT NULL CHECK (length(probabilities) > 4 * max(label, predicted)),
  PRIMARY KEY (run, example)
) STRICT, WITHOUT ROWID;
INSERT INTO prediction VALUES(1,2,'validation',1,1,X'0000803e0000403f');
INSERT INTO prediction VALUES(3,6,'validation',0,0,X'0000403f0000203f');
INSERT INTO prediction VALUES(3,7,'validation',1,0,X'0000403f0000203f');
CREATE TABLE artifact (
  run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
  path TEXT NOT NULL CHECK (path <> ''),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  byteCount INTEGER NOT NULL CHECK (byteCount >= 0),
  PRIMARY KEY (run, path)
) STRICT, WITHOUT ROWID;
INSERT INTO artifact VALUES(1,'model.safetensors','3d6caa68e658970bc4a674a4bf5157e392f2f8572e64b374e5a620123d77c8cf',7);
CREATE TABLE tag (
  run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
  name TEXT NOT NULL CHECK (name <> ''),
  PRIMARY KEY (run, name)
) STRICT, WITHOUT ROWID;
INSERT INTO tag VALUES(1,'kept');
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
CREATE TABLE epochDigest (
  run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  digest TEXT NOT NULL CHECK (length(digest) = 64),
  PRIMARY KEY (run, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO epochDigest VALUES(1,1,'c8b44c04f3bd48d21270a20b76d645d0fc3c9dd138366323a01a542ec82d36d9');
INSERT INTO epochDigest VALUES(1,2,'cfdd8a76d3dac7b2a53a6f68f54f638c15f0081b95f13151567553cbcef535a1');
INSERT INTO epochDigest VALUES(1,3,'8143a386dab9008b5ea909f9eb2619cd771eaa21e07efae3e760e33c93f70221');
INSERT INTO epochDigest VALUES(3,1,'eabbc8c361028f7f793535ea019c490020176cc681ff5a590475b1ed0ada84c6');
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
INSERT INTO sweep VALUES(1,'dropout','{"name":"dropout"}','tones','3d6caa68e658970bc4a674a4bf5157e392f2f8572e64b374e5a620123d77c8cf','2026-09-21T14:13:20Z',10,NULL,0.0);
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
INSERT INTO trial VALUES(1,1,1,'completed',NULL,'{"rate":0.1}','a3ac67f2ad788e8a9ecadd73d2fd613af9cd3db0557cf0951bfd44dfb1bbaaca',NULL,0,1,1,0,'2026-09-21T14:13:20Z','2026-09-21T14:13:20Z');
INSERT INTO trial VALUES(2,1,2,'paused',NULL,'{"rate":0.2}','06f0cc3004a098b14b69761faf4f0818ff6dcf135ca28c379e6e0d3233642964',1,0,NULL,1,0,'2026-09-21T14:13:20Z',NULL);
INSERT INTO trial VALUES(3,1,3,'waiting',NULL,'{"rate":0.3}','4c6b70641bf4aa95cf128109ac4abc2aa43a68e083a54dd58e21ddf8d8ef66cd',NULL,0,NULL,0,0,'2026-09-21T14:13:20Z',NULL);
CREATE TABLE trialValue (
  trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  objective INTEGER NOT NULL CHECK (objective IN (0, 1)),
  epoch INTEGER NOT NULL CHECK (epoch >= 1),
  mean REAL NOT NULL CHECK (abs(mean) < 9e999),
  deviation REAL CHECK (deviation >= 0),
  runCount INTEGER NOT NULL CHECK (runCount >= 1),
  PRIMARY KEY (trialID, objective, epoch)
) STRICT, WITHOUT ROWID;
INSERT INTO trialValue VALUES(1,0,3,0.59999999999999997779,NULL,1);
INSERT INTO trialValue VALUES(2,0,1,0.4000000000000000222,NULL,1);
CREATE TABLE trialRun (
  trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  run INTEGER NOT NULL REFERENCES run (sequence) ON DELETE CASCADE,
  PRIMARY KEY (trialID, run)
) STRICT, WITHOUT ROWID;
INSERT INTO trialRun VALUES(1,1);
INSERT INTO trialRun VALUES(2,2);
CREATE TABLE submission (
  submissionID INTEGER PRIMARY KEY,
  sweepID INTEGER NOT NULL REFERENCES sweep ON DELETE CASCADE,
  jobName TEXT NOT NULL UNIQUE CHECK (jobName <> ''),
  jobID INTEGER CHECK (jobID >= 1),
  createdAt TEXT NOT NULL
) STRICT;
INSERT INTO submission VALUES(1,1,'dropout-1',NULL,'2026-09-21T14:13:20Z');
CREATE TABLE submissionTask (
  submissionID INTEGER NOT NULL REFERENCES submission ON DELETE CASCADE,
  arrayIndex INTEGER NOT NULL CHECK (arrayIndex >= 0),
  trialID INTEGER NOT NULL REFERENCES trial ON DELETE CASCADE,
  stageEpochs INTEGER CHECK (stageEpochs >= 1),
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  status TEXT NOT NULL DEFAULT 'submitted' CHECK (status IN ('submitted', 'collected', 'lost')),
  PRIMARY KEY (submissionID, arrayIndex, trialID)
) STRICT, WITHOUT ROWID;
INSERT INTO submissionTask VALUES(1,0,2,1,1,'submitted');
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('run',3);
CREATE INDEX experimentByDigest ON experiment (configurationDigest);
CREATE INDEX runByExperiment ON run (experimentID, status);
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
CREATE VIEW learningCurve AS
SELECT
  run.id AS run, metricPoint.epoch, metricPoint.split, metricPoint.name, metricPoint.value,
  metricPoint.kind
FROM metricPoint
JOIN run ON run.sequence = metricPoint.run
WHERE run.removedAt IS NULL;
CREATE INDEX trialByConfiguration ON trial (sweepID, configurationDigest);
CREATE INDEX trialByStatus ON trial (sweepID, status);
CREATE INDEX trialRunByRun ON trialRun (run);
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
COMMIT;
