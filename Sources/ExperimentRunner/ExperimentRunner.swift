// ExperimentRunner
