public import Basics

/// A lease as it stands in the state, for people to look at.
public struct HeldLease: Sendable, Hashable {
    /// What is worked on, as `secret JWT_SECRET`.
    public let name: String
    /// Who is at it.
    public let holder: LeaseHolder
    /// The number of the taking: each is larger than all before it.
    public let fence: Int64
    /// Since when.
    public let takenAt: Timestamp
    /// When it runs out unless it is renewed.
    public let heldUntil: Timestamp
    /// Whether it holds: its time is not over, and its process, where that can be seen from here, lives.
    public let isHeld: Bool

    /// Names this taking.
    let token: String

    static let columns = "name, holder, host, process, birth, fence, taken_at, held_until"

    init(_ row: SQLRow, at now: Timestamp, isGone: (LeaseHolder) -> Bool) throws(StateError) {
        name = try row.text("name")
        token = try row.text("holder")
        holder = LeaseHolder(
            host: try row.text("host"), process: try row.integer("process"), birth: try row.text("birth"))
        fence = try row.integer("fence")
        takenAt = Timestamp(microseconds: try row.integer("taken_at"))
        heldUntil = Timestamp(microseconds: try row.integer("held_until"))
        isHeld = heldUntil > now && !isGone(holder)
    }
}

extension HeldLease: Encodable {
    private enum CodingKeys: CodingKey { case name, host, process, fence, takenAt, heldUntil, isHeld }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(holder.host, forKey: .host)
        try container.encode(holder.process, forKey: .process)
        try container.encode(fence, forKey: .fence)
        try container.encode(takenAt, forKey: .takenAt)
        try container.encode(heldUntil, forKey: .heldUntil)
        try container.encode(isHeld, forKey: .isHeld)
    }
}
