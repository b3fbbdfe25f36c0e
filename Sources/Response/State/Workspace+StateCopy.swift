internal import Basics
internal import Incidents
internal import JSON
public import State

extension Workspace {
    /// Copies a whole state to a place where there is none, and verifies the copy before it is kept.
    ///
    /// - Parameters:
    ///   - mayReplace: whether what is there already may go.
    ///   - progress: is told how far it is.
    public func copyState(
        from source: StatePlace, to target: StatePlace, mayReplace: Bool = false,
        progress: @escaping (StateCopyProgress) -> Void = { _ in }
    ) throws -> StateTransfer {
        try copyState(
            from: source.open(self), named: source.name, to: target.openOrMake(self), named: target.name,
            mayReplace: mayReplace, progress: progress)
    }

    func copyState(
        from source: any Database, named sourceName: String, to target: any Database, named targetName: String,
        mayReplace: Bool, progress: @escaping (StateCopyProgress) -> Void
    ) throws -> StateTransfer {
        guard source.place != target.place else {
            throw StatePlaceFailure(
                status: .usage, message: "\(source.place) is the state that is to be copied", hint: "name two different places")
        }
        let begun = ContinuousClock.now
        let copy = try StateCopy(progress: progress)
        guard try source.read({ try copy.counts($0) }).isEmpty == false else {
            throw StatePlaceFailure(
                status: .inputNotFound, message: "\(sourceName) holds no state", hint: "nothing was changed; is it the right place?")
        }
        let replaced = try target.read { try copy.counts($0) }
        var before: JournalVerification?
        let contents: StateContents
        do {
            contents = try copy.run(
                from: source, to: target, replacing: mayReplace,
                look: { before = try verified($0, of: sourceName) },
                check: { session in
                    let after = try verified(session, of: targetName)
                    guard after.root == before?.root, after.entries == before?.entries else {
                        throw StateCopyRefusal.differs(["journal_entries"])
                    }
                })
        } catch let refusal as StateCopyRefusal {
            throw StateCopyFailure(refusal, from: sourceName, to: targetName)
        }
        var transfer = StateTransfer(
            from: sourceName, to: targetName, tables: contents.tables.filter { $0.rows > 0 }, rows: contents.rows,
            journal: .init(entries: before?.entries ?? 0, root: Hexadecimal.encode(before?.root ?? [])),
            replaced: replaced.reduce(0) { $0 + $1.rows }, verified: true,
            durationSeconds: (ContinuousClock.now - begun).inSeconds)
        let since = try Journal(database: source).count() - transfer.journal.entries
        if since > 0 {
            transfer.warnings.append(
                "\(since == 1 ? "an entry was" : "\(since) entries were") written at \(sourceName) while it was copied, and "
                    + "not copied: stop the timers, and copy again")
        }
        return transfer
    }

    /// Verifies a journal by its own key. One that was changed is not spread any further.
    private func verified(_ session: any DatabaseSession, of name: String) throws -> JournalVerification {
        let verification = try JournalVerifier().verify(in: session)
        guard verification.isGood else {
            throw StatePlaceFailure(
                status: .checkFailed, message: "the journal at \(name) does not verify: \(verification.problems[0].message)",
                hint: "keep everything as it is: 'firebreak journal verify' says where it was changed; nothing was copied")
        }
        return verification
    }

    /// Writes into the journal what was done with the state, where its keyring opens; else says why not.
    func note(_ kind: String, _ summary: String, _ details: JSONValue, in transfer: inout StateTransfer) {
        do {
            try journal.append(JournalDraft(kind: kind, actor: actor, summary: summary, details: details))
        } catch {
            let why = (error as? any Failure)?.message ?? "\(type(of: error))"
            transfer.warnings.append("it could not be noted in the journal: \(why)")
        }
    }
}

/// Why a state was not copied.
struct StateCopyFailure: Failure {
    let status: ExitStatus
    let message: String
    let hint: String?

    init(_ refusal: StateCopyRefusal, from source: String, to target: String) {
        switch refusal {
        case .notEmpty(let tables):
            let most = tables.sorted { $0.rows > $1.rows }.prefix(3).map { "\($0.rows) in \($0.name)" }
            status = .refused
            message = "there is a state at \(target) already (rows: \(most.joined(separator: ", ")))"
            hint = "name an empty place; nothing was changed"
        case .differs(let tables):
            status = .internalError
            message = "what was read back at \(target) is not what is at \(source): \(tables.joined(separator: ", "))"
            hint = "nothing was kept; look at the disk of \(target), and report this"
        }
    }
}
