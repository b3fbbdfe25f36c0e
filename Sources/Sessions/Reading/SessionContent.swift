internal import Basics
internal import JSON

/// What a session's value says, whatever it was written in: texts at paths. Numbers and truth values are texts as JSON
/// writes them.
protocol SessionContent: ~Copyable {
    /// The text at a path; nil where there is none or something that is no text, number or truth value.
    func text(at path: FieldPath) -> String?
    /// The text at a path, or those of the list that stands there.
    func texts(at path: FieldPath) -> [String]
    /// Whether the text at a path, or one of the list that stands there, is accepted.
    func holds(_ accepted: AcceptedTexts, at path: FieldPath) -> Bool
    /// Whether something stands at a path, or on the way to it, that cannot be read.
    func isOpaque(at path: FieldPath) -> Bool
}

extension SessionContent where Self: ~Copyable {
    func isOpaque(at path: FieldPath) -> Bool { false }
}

extension SessionQuestion {
    /// What a session says to this question. Where one condition cannot be decided, because the session does not say,
    /// and no other rules it out, it may be meant: that is `undecodable`, never a guess.
    func verdict(on content: borrowing some SessionContent & ~Copyable, _ fields: SessionFields) -> SessionVerdict {
        var isKnown = true
        if let users {
            if let principal = content.principal(fields) {
                if !users.contain(principal) { return .noMatch }
            } else {
                guard content.isOpaque(atAny: fields.user) else { return .noMatch }
                isKnown = false
            }
        }
        if let role, !content.holds(role, atAny: fields.role) {
            guard content.isOpaque(atAny: fields.role) else { return .noMatch }
            isKnown = false
        }
        for match in matches where !content.holds(match.value, at: match.path) {
            guard content.isOpaque(at: match.path) else { return .noMatch }
            isKnown = false
        }
        if !addresses.isEmpty {
            let found = content.texts(atAll: fields.address).flatMap(Self.addresses)
            if found.isEmpty {
                isKnown = false
            } else if !found.contains(where: { address in addresses.contains { $0.contains(address) } }) {
                return .noMatch
            }
        }
        for (window, paths) in [(created, fields.created), (lastSeen, fields.lastSeen)] where !window.isOpen {
            if let instant = content.instant(atFirst: paths) {
                if !window.contains(instant) { return .noMatch }
            } else {
                isKnown = false
            }
        }
        return isKnown ? .match : .undecodable
    }

    /// A field may hold the whole of `X-Forwarded-For`, a list.
    private static func addresses(_ text: String) -> [IPAddress] { text.split(separator: ",").compactMap { IPAddress($0) } }
}

extension SessionContent where Self: ~Copyable {
    /// The first text that one of the user's paths leads to.
    func principal(_ fields: SessionFields) -> String? {
        for path in fields.user {
            if let text = text(at: path), !text.isEmpty { return text }
        }
        return nil
    }

    /// Who stands in the session.
    func description(_ fields: SessionFields) -> SessionDescription {
        SessionDescription(
            principal: principal(fields), roles: texts(atAll: fields.role).filter { !$0.isEmpty })
    }

    // Loops, because a closure may not borrow what cannot be copied.

    fileprivate func holds(_ accepted: AcceptedTexts, atAny paths: [FieldPath]) -> Bool {
        for path in paths where holds(accepted, at: path) { return true }
        return false
    }

    fileprivate func isOpaque(atAny paths: [FieldPath]) -> Bool {
        for path in paths where isOpaque(at: path) { return true }
        return false
    }

    fileprivate func texts(atAll paths: [FieldPath]) -> [String] {
        var all: [String] = []
        for path in paths { all += texts(at: path) }
        return all
    }

    fileprivate func instant(atFirst paths: [FieldPath]) -> Timestamp? {
        for path in paths {
            if let text = text(at: path), let instant = SessionTime.read(text) { return instant }
        }
        return nil
    }
}

extension JSONDocument: SessionContent {
    func text(at path: FieldPath) -> String? { scalarText(at: path.steps) }
    func texts(at path: FieldPath) -> [String] { scalarTexts(at: path.steps) }
    func holds(_ accepted: AcceptedTexts, at path: FieldPath) -> Bool { matches(at: path.steps, any: accepted.json) }
}
