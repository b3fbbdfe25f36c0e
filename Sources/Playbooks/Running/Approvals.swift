internal import Basics
internal import Configuration
public import Cryptography
internal import Incidents
internal import JSON
public import Response

/// Steps that wait until several people have agreed, each with a key of their own.
///
/// What is signed is a text that says what would be done, in which run, by which playbook. It is made anew when the step is
/// about to be done, so that an agreement to one thing is none to another.
enum Approvals {
    /// The text that is signed.
    static func statement(
        run: String, playbook: String, digest: String, step: String, kind: String, content: JSONValue,
        rule: PlaybookStep.ApprovalRule
    ) -> String {
        """
        firebreak playbook approval, version 1
        run: \(run)
        playbook: \(playbook)
        digest: \(digest)
        step: \(step)
        does: \(kind)
        with: \(String(decoding: content.canonical, as: UTF8.self))
        people: \(rule.count)
        roles: \(rule.roles.joined(separator: ", "))

        """
    }

    /// The roles that a statement asks for; its last line.
    static func roles(in statement: String) -> [String] {
        guard let line = statement.split(separator: "\n").last, line.hasPrefix("roles: ") else { return [] }
        return line.dropFirst("roles: ".count).split(separator: ", ").map(String.init)
    }

    /// Throws where a playbook has a step to which fewer people may agree than have to.
    static func check(_ loaded: LoadedPlaybook, _ responders: [ResponderConfiguration]) throws {
        for step in loaded.playbook.allSteps {
            guard let rule = step.approval else { continue }
            let able = responders.filter { may($0, rule) }.count
            guard able >= rule.count else { throw RunError.tooFewResponders(step: step.id, wanted: rule.count, found: able) }
        }
        for name in loaded.called.keys.sorted() { try loaded.called[name].map { try check($0, responders) } }
    }

    static func may(_ responder: ResponderConfiguration, _ rule: PlaybookStep.ApprovalRule) -> Bool {
        rule.roles.isEmpty || responder.roles.contains { rule.roles.contains($0) }
    }

    /// Who has agreed to exactly this. A stored signature that is not its responder's is refused, loudly: somebody wrote it
    /// into the state.
    static func given(
        _ records: [ApprovalRecord], statement: String, step: String, rule: PlaybookStep.ApprovalRule,
        _ responders: [ResponderConfiguration]
    ) throws -> [ApprovalRecord] {
        var given: [ApprovalRecord] = []
        for record in records where record.statement == statement {
            guard let responder = responders.first(where: { $0.name == record.responder }), may(responder, rule) else { continue }
            guard responder.key.verify(record.signature, of: Array(statement.utf8), .ed25519) else {
                throw RunError.forged(responder: record.responder, step: step)
            }
            if !given.contains(where: { $0.responder == record.responder }) { given.append(record) }
        }
        return given
    }

    /// What the journal says of an agreement; found again by its operation, which is made of the signature.
    static func entry(_ approval: ApprovalRecord, run: RunRecord, step: String) -> JournalDraft {
        JournalDraft(
            kind: JournalKind.playbook, occurredAt: approval.approvedAt, actor: approval.responder, incident: run.incident,
            operation: operation(approval), summary: "\(run.id): \(approval.responder) agreed to the step \(step)",
            details: [
                "run": .string(run.id), "step": .string(step), "responder": .string(approval.responder),
                "statement": .string(approval.statement), "signature": .string(Base64.encode(approval.signature)),
            ])
    }

    static func operation(_ approval: ApprovalRecord) -> String { Hexadecimal.encode(SHA256.hash(approval.signature).prefix(16)) }
}

/// That somebody agreed.
public struct ApprovalReceipt: Sendable, Encodable {
    public let run: String
    public let step: String
    public let responder: String
    /// Everybody who has agreed so far.
    public let approvedBy: [String]
}

extension PlaybookRunner {
    /// What those sign who agree to a step.
    public static func statement(_ workspace: Workspace, run id: String, step: String) throws -> String {
        let store = try RunStore(journal: Journal(database: workspace.databaseWithoutKeyring, time: workspace.time))
        let run = try store.find(id)
        let steps = try store.steps(of: run.id)
        let waiting = steps.filter { $0.state == .waiting && $0.statement != nil }
        guard let statement = waiting.first(where: { $0.step == step })?.statement else {
            throw RunError.noApproval(step: step, waiting: waiting.map(\.step))
        }
        return statement
    }

    /// Agrees to a step with a private key, whose owner the configuration names.
    public static func approve(
        _ workspace: Workspace, run: String, step: String, key: borrowing PrivateKey
    ) throws -> ApprovalReceipt {
        let statement = try statement(workspace, run: run, step: step)
        let responders = workspace.configuration.responders
        let own = try key.publicKey().subjectPublicKeyInfo
        guard let responder = responders.first(where: { $0.key.subjectPublicKeyInfo == own }) else {
            throw RunError.unknownKey(known: responders.map(\.name))
        }
        let signature = try key.sign(Array(statement.utf8), .ed25519)
        return try approve(workspace, run: run, step: step, responder: responder.name, signature: signature)
    }

    /// Agrees to a step with a signature that was made elsewhere, of what `statement` gives.
    public static func approve(
        _ workspace: Workspace, run id: String, step: String, responder name: String, signature: [UInt8]
    ) throws -> ApprovalReceipt {
        let statement = try statement(workspace, run: id, step: step)
        let journal = workspace.journalWithoutAsking
        let store = try RunStore(journal: journal ?? Journal(database: workspace.databaseWithoutKeyring, time: workspace.time))
        let run = try store.find(id)
        let responders = workspace.configuration.responders
        guard let responder = responders.first(where: { $0.name == name }) else {
            throw RunError.unknownResponder(name, known: responders.map(\.name))
        }
        guard responder.key.verify(signature, of: Array(statement.utf8), .ed25519) else {
            throw RunError.forged(responder: name, step: step)
        }
        let roles = Approvals.roles(in: statement)
        guard roles.isEmpty || responder.roles.contains(where: roles.contains) else {
            throw RunError.wrongRole(responder: name, roles: roles)
        }
        let approval = ApprovalRecord(responder: name, statement: statement, signature: signature, approvedAt: workspace.time.now)
        // Who agrees needs nothing but their own key: where the journal cannot be signed here, the run writes it down.
        try store.approve(
            approval, run: run.id, step: step, journal == nil ? nil : Approvals.entry(approval, run: run, step: step))
        let all = try store.approvals(of: run.id, step: step).filter { $0.statement == statement }.map(\.responder)
        return ApprovalReceipt(run: run.id, step: step, responder: name, approvedBy: all)
    }
}
