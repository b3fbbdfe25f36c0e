internal import Basics

extension ConfigurationNode {
    /// The text of a scalar; a number or a boolean counts as its text.
    private func scalar(_ expected: String) throws(ConfigurationError) -> String {
        guard case .scalar(let text, _) = content, !isNull else { throw unexpected(expected) }
        return text
    }

    /// Text that may refer to the environment and to files: `${env:NAME}`, `${file:PATH}`; `$$` is one `$`.
    public func text() throws(ConfigurationError) -> ConfigurationText {
        ConfigurationRecorder.took(self, for: .text)
        return try ConfigurationText(scalar("text"), at: self)
    }

    /// Text that must be known when the configuration is read: a reference is an error here.
    public func string() throws(ConfigurationError) -> String {
        let text = try text()
        guard let literal = text.literal else {
            throw failure(
                "'\(path)' cannot refer to the environment or a file", hint: "write the value itself")
        }
        return literal
    }

    /// A path, relative to the configuration file's folder where it is not absolute. It may hold references;
    /// resolving it gives an absolute path.
    public func filePath() throws(ConfigurationError) -> ConfigurationText {
        ConfigurationRecorder.took(self, for: .text)
        let text = try ConfigurationText(scalar("a file's path"), at: self, isPath: true)
        if text.literal?.isEmpty == true { throw unexpected("a file's path") }
        return text
    }

    /// `true` or `false`, exactly.
    public func bool() throws(ConfigurationError) -> Bool {
        ConfigurationRecorder.took(self, for: .boolean)
        switch content {
        case .scalar("true", isPlain: true): return true
        case .scalar("false", isPlain: true): return false
        default: throw unexpected("true or false", hint: "only true and false, in small letters and without quotes")
        }
    }

    /// A whole decimal number within a range.
    public func integer(in range: ClosedRange<Int> = Int.min...Int.max) throws(ConfigurationError) -> Int {
        ConfigurationRecorder.took(self, for: .integer(range))
        guard case .scalar(let text, isPlain: true) = content, Self.isDecimal(text), let value = Int(text) else {
            throw unexpected("a whole number")
        }
        guard range.contains(value) else {
            let bounds =
                if range.upperBound == Int.max {
                    "at least \(range.lowerBound)"
                } else if range.lowerBound == Int.min {
                    "at most \(range.upperBound)"
                } else {
                    "from \(range.lowerBound) to \(range.upperBound)"
                }
            throw failure("'\(path)' should be \(bounds)")
        }
        return value
    }

    /// A finite decimal number.
    public func number() throws(ConfigurationError) -> Double {
        ConfigurationRecorder.took(self, for: .number)
        guard case .scalar(let text, isPlain: true) = content, let value = Double(text), value.isFinite,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) || "+-.eE".utf8.contains($0) })
        else { throw unexpected("a number") }
        return value
    }

    /// A duration as `90s`, `15m`, `24h`, `90d`.
    public func duration() throws(ConfigurationError) -> Duration {
        ConfigurationRecorder.took(self, for: .duration)
        let text = try scalar("a duration")
        guard let value = Duration(compact: text) else {
            throw failure("'\(path)' is not a duration", hint: "write it as 90s, 15m, 24h, 90d or 1h30m")
        }
        return value
    }

    /// One of an enumeration's raw values.
    public func oneOf<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type = Choice.self
    ) throws(ConfigurationError) -> Choice where Choice.RawValue == String {
        let text = try string()
        let names = Choice.allCases.map(\.rawValue)
        ConfigurationRecorder.took(self, for: .choice(names))
        if let choice = Choice(rawValue: text) { return choice }
        throw unknownChoice(text, among: names)
    }

    /// The error for a word that is none of the known ones.
    public func unknownChoice(_ text: String, among names: [String]) -> ConfigurationError {
        let shown = text.utf8.count <= 40 ? " '\(text.printable)'" : ""
        let known = names.joined(separator: ", ")
        let hint = Spelling.nearest(to: text, among: names).map { "did you mean '\($0)'? Known: \(known)" }
        return failure(
            "unknown value\(shown) for '\(path)'", hint: hint ?? (names.isEmpty ? "there are none yet" : "known: \(known)"))
    }

    /// Digits with an optional minus, no zeros before them: `010` means eight to some readers of YAML.
    private static func isDecimal(_ text: String) -> Bool {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        return !digits.isEmpty && digits.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (digits == "0" || !digits.hasPrefix("0"))
    }
}
