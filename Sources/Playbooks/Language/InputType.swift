/// What an input is.
public enum InputType: String, Sendable, CaseIterable {
    case string, number, boolean, duration, list
}
