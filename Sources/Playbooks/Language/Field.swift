/// A key that something in a playbook may have.
public struct Field: Sendable {
    /// The key.
    public let name: String
    /// What may stand there.
    public let type: FieldType
    /// Whether it must be there.
    public let isRequired: Bool
    /// What it is for: a sentence that editors show.
    public let help: String

    /// A field that may be left out.
    public init(_ name: String, _ type: FieldType, _ help: String) {
        self.init(name, type, isRequired: false, help)
    }

    private init(_ name: String, _ type: FieldType, isRequired: Bool, _ help: String) {
        self.name = name
        self.type = type
        self.isRequired = isRequired
        self.help = help
    }

    /// A field that must be there.
    public static func required(_ name: String, _ type: FieldType, _ help: String) -> Field {
        Field(name, type, isRequired: true, help)
    }
}
