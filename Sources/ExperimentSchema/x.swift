// ExperimentSchema
