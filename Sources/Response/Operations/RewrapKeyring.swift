public import Basics
internal import Secrets

/// Wraps the keyring's data key under what the configuration says now. No secret is opened or changed.
public struct RewrapKeyring: Operation {
    /// What would be done.
    public struct Plan: Sendable, Encodable {
        /// Whether the keyring still opens only by what stands at `formerly`.
        public let isDue: Bool
    }

    /// What was done.
    public struct Receipt: OperationReceipt {
        /// Whether it was wrapped under something else before.
        public let changed: Bool
        public var status: ExitStatus { .done }
        public var summary: String {
            changed ? "the keyring is wrapped under what 'keyring.unlock' says" : "the keyring was wrapped anew"
        }
    }

    public let action = "secrets.rewrap"

    public init() {}

    public var intent: String { "wrap the keyring under what 'keyring.unlock' says" }

    public func plan(_ workspace: Workspace) throws -> Plan { Plan(isDue: try workspace.keyring.isWrappedFormerly) }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Receipt {
        Receipt(changed: try workspace.keyring.rewrap())
    }
}
