internal import Basics
internal import Redis

/// Finds the layouts in a sample of keys: those that have a name first, then forms of keys whose values name a user.
struct LayoutSearch {
    /// The most beginnings of keys that are tried for each clue and as custom layouts.
    private static let prefixes = 8
    private static let customPrefixes = 16
    /// What a custom layout's values are tried as, the strictest first.
    private static let encodings = [
        "json", "php-nested", "php", "marshal", "rails-cache", "java", "pickle", "django", "gob", "msgpack",
        "json, envelope: base64",
    ]
    /// Words in a key that say what it is for.
    private static let words = ["sess", "token", "auth", "login"]

    let sample: KeySample
    let workers: [SessionWorker]
    private let trial: LayoutTrial

    init(_ sample: KeySample, _ workers: [SessionWorker]) {
        self.sample = sample
        self.workers = workers
        trial = LayoutTrial(sample: sample, workers: workers)
    }

    /// The layouts, and the places of the keys that belong to one.
    func run() throws(RedisError) -> (outcomes: [LayoutTrial.Outcome], claimed: Set<Int>) {
        var claimed: Set<Int> = []
        var accepted: [LayoutTrial.Outcome] = []
        // What reads well is taken before what reads badly, and a telling clue before a vague one.
        let named = try namedOutcomes()
        for threshold in [0.9, 0.2, 0] {
            for outcome in named where outcome.share >= threshold {
                guard outcome.decoded > 0 || outcome.candidate.isTelling else { continue }
                let free = outcome.fitting.filter { !claimed.contains($0) }
                guard !free.isEmpty, free.count * 2 > outcome.fitting.count else { continue }
                accepted.append(outcome)
                claimed.formUnion(outcome.fitting)
            }
        }
        for (prefix, type) in customPrefixes(claimed) {
            guard let outcome = try customOutcome(prefix, type),
                outcome.fitting.count(where: { claimed.contains($0) }) * 2 < outcome.fitting.count
            else { continue }
            accepted.append(outcome)
            claimed.formUnion(outcome.fitting)
        }
        return (accepted, claimed)
    }

    // MARK: - Layouts that have a name

    private func namedOutcomes() throws(RedisError) -> [LayoutTrial.Outcome] {
        var outcomes: [LayoutTrial.Outcome] = []
        for clue in LayoutClue.all {
            for prefix in frequent(clue.type, limit: Self.prefixes, clue.prefix) {
                guard hasCompanion(clue, prefix) else { continue }
                var best: LayoutTrial.Outcome?
                for options in clue.options(prefix) {
                    guard let candidate = LayoutCandidate(clue, prefix: prefix, options: options) else { continue }
                    let outcome = try trial.run(candidate)
                    if outcome.share > (best?.share ?? -1) { best = outcome }
                }
                if let best { outcomes.append(best) }
            }
        }
        return outcomes
    }

    private func hasCompanion(_ clue: LayoutClue, _ prefix: String) -> Bool {
        let wanted = clue.companions(prefix).map { Array($0.utf8) }
        return wanted.isEmpty || sample.entries.contains { entry in wanted.contains { entry.key.starts(with: $0) } }
    }

    // MARK: - Custom layouts

    private func customPrefixes(_ claimed: Set<Int>) -> [(prefix: String, type: String)] {
        ["string", "hash"].flatMap { type in
            frequent(type, limit: Self.customPrefixes, without: claimed, Self.customPrefix).map { ($0, type) }
        }
    }

    /// Up to the last colon; without one, up to a separator after which stands what may be an id.
    private static func customPrefix(_ key: [UInt8]) -> String? {
        let place =
            key.lastIndex(of: UInt8(ascii: ":"))
            ?? key.lastIndex { "._-/|#".utf8.contains($0) }.flatMap { key.count - $0 > 16 ? $0 : nil }
        guard let place, place + 1 < key.count else { return nil }
        return String(validating: key[...place], as: UTF8.self)
    }

    private func customOutcome(_ prefix: String, _ type: String) throws(RedisError) -> LayoutTrial.Outcome? {
        let isTelling = Self.words.contains { prefix.lowercased().contains($0) }
        var possible: LayoutTrial.Outcome?
        let forms = type == "hash" ? try hashForms(prefix) : Self.encodings.map { "encoding: \($0)" }
        for more in forms {
            guard let candidate = LayoutCandidate(prefix: prefix, type: type, more: more) else { return nil }
            let outcome = try trial.run(candidate)
            guard outcome.share >= 0.9 else { continue }
            if outcome.named * 2 > outcome.read { return outcome }
            // Values that merely decode are a cache's as well as anybody's.
            if isTelling, possible == nil, more != "encoding: msgpack" { possible = outcome }
        }
        if let possible { return possible }
        guard isTelling, type == "string",
            let candidate = LayoutCandidate(prefix: prefix, type: type, more: "encoding: string")
        else { return nil }
        let outcome = try trial.run(candidate)
        return outcome.named * 10 >= outcome.read * 9 && outcome.named > 0 ? outcome : nil
    }

    /// The fields of some hashes in which applications usually put the user.
    private func hashForms(_ prefix: String) throws(RedisError) -> [String] {
        let bytes = Array(prefix.utf8)
        var names: Set<String> = []
        for entry in sample.entries.lazy.filter({ $0.type == "hash" && $0.key.starts(with: bytes) }).prefix(10) {
            guard
                case .array(let parts) = try workers[entry.node].ask(["HSCAN", .bytes(entry.key), "0", "COUNT", "100"]),
                parts.count == 2, case .array(let items) = parts[1]
            else { continue }
            for place in stride(from: 0, to: items.count, by: 2) {
                if let name = items[place].text { names.insert(name) }
            }
        }
        return SessionFields.usual.user.map(\.text).filter { names.contains($0) && !$0.contains(".") }
            .map { "encoding: hash, user: \($0)" }
    }

    // MARK: - Prefixes

    /// What most keys of a type begin with, by the rule of `split`: what is seen twice, or all of a few.
    private func frequent(
        _ type: String, limit: Int, without claimed: Set<Int> = [], _ split: ([UInt8]) -> String?
    ) -> [String] {
        var counts: [String: Int] = [:]
        for (place, entry) in sample.entries.enumerated() where entry.type == type && !claimed.contains(place) {
            guard let prefix = split(entry.key), counts[prefix] != nil || counts.count < 10_000 else { continue }
            counts[prefix, default: 0] += 1
        }
        let least = sample.entries.count > 20 ? 2 : 1
        return counts.filter { $0.value >= least }
            .sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }.prefix(limit).map(\.key)
    }
}
