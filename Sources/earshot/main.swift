import CProcessor

guard processorHasRequiredInstructions() == 1 else { fatalError() }
