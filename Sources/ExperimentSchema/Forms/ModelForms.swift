/// The form of a model.
enum ModelForms {
  static var model: Form<ModelSpecification> {
    .object { model in
      ModelSpecification(
        architecture: model.optional(
          "architecture", .choice, default: .documented, "whether the source names every layer"),
        layers: model.required(
          "layers", LayerForms.layers(atLeast: 1), "the layers, first to last"))
    }
  }
}
