internal import Basics
internal import JSON

/// The smallest change of a flag's definition that gives a share of the users a variant, by flagd's `fractional`.
///
/// Whoever a rule applies to keeps what the rule says: the shares stand where the rules end, for those who would get the
/// default variant. The two variants keep their order and their weights the sum of 100, so that a larger share only adds
/// users. At 100 % of a flag without rules the default variant changes too, for whoever has no targeting key.
enum FlagdShareEdit {
    /// Where the shares stand, or are to be put.
    private enum Place {
        /// Already there: the path of each of the two.
        case shares(chosen: [JSONText.Step], other: [JSONText.Step], chosenWeight: Double, otherName: String)
        /// In place of what stands there.
        case value([JSONText.Step])
        /// Behind the last item of an `if`, which has no `else`.
        case behind([JSONText.Step])
    }

    static func set(
        _ name: String, to share: FlagShare, in definitions: inout FlagdDefinitions
    ) throws(FlagdEdit.Refusal) {
        let flag: FlagdFlag?
        do { flag = try definitions.flag(name) } catch { throw .file(error) }
        guard let flag, let raw = definitions.raw(name) else {
            throw .noShares(reason: "it is not in the file")
        }
        guard flag.isEnabled else { throw .noShares(reason: "it is disabled, so that nobody gets any of its variants") }
        let variant = try variant(share.variant, of: flag)
        do {
            var text = try JSONText(parsing: raw)
            if let rules = flag.targeting {
                try put(variant, share.percent, at: place(variant, in: rules, [.member("targeting")], flag), flag, &text)
            } else {
                let other = try rest(besides: variant, flag)
                let shares = Array(fractional(variant, share.percent, other).utf8)
                if try !text.replace([.member("targeting")], with: shares) {
                    _ = try text.append("targeting", shares, to: [])
                }
            }
            if share.percent == 100, text.value["targeting"]?["fractional"] != nil, flag.defaultVariant != variant {
                _ = try text.replace([.member("defaultVariant")], with: Array(JSONValue.string(variant).compact.utf8))
            }
            try definitions.put(text.bytes, as: name)
        } catch let error as FlagdDefinitions.Problem {
            throw .file(error)
        } catch let error as FlagdEdit.Refusal {
            throw error
        } catch {
            throw .noShares(reason: "its rules cannot be written as JSON")
        }
    }

    // MARK: Variants

    /// The variant that is rolled out: the one that is named; else that which is `true`, or of two the other one.
    private static func variant(_ wanted: String?, of flag: FlagdFlag) throws(FlagdEdit.Refusal) -> String {
        let names = flag.variants.keys
        if let wanted {
            guard flag.variants[wanted] != nil else {
                throw .noShares(reason: "it has no variant '\(wanted.printable)', only \(names.joined(separator: ", ").printable)")
            }
            return wanted
        }
        let on = flag.variants.filter { $0.value == true }.map(\.key)
        if on.count == 1, let on = on.first { return on }
        if names.count == 2, let base = flag.defaultVariant, let other = names.first(where: { $0 != base }) { return other }
        throw .noShares(
            reason: "which of its variants is meant? name one with --variant: \(names.joined(separator: ", ").printable)")
    }

    /// The variant of those who are not reached yet.
    private static func rest(besides variant: String, _ flag: FlagdFlag) throws(FlagdEdit.Refusal) -> String {
        guard let other = flag.defaultVariant else {
            throw .noShares(reason: "it has no default variant, which those would keep who are not reached yet")
        }
        guard other != variant else { throw .noShares(reason: "everybody has the variant '\(variant.printable)' already") }
        return other
    }

    // MARK: Rules

    /// Follows the rules to their end: the last `else` of `if`s in one another.
    private static func place(
        _ variant: String, in rules: JSONValue, _ path: [JSONText.Step], _ flag: FlagdFlag
    ) throws(FlagdEdit.Refusal) -> Place {
        switch rules {
        case .null: return .value(path)
        case .string(let end):
            guard end == flag.defaultVariant else {
                throw .noShares(
                    reason: "its rules give everybody else '\(end.printable)', which is not its default variant")
            }
            return .value(path)
        case .object(let operation) where operation.count == 1:
            if let shares = operation["fractional"]?.arrayValue {
                return try place(variant, shares, path + [.member("fractional")])
            }
            if let items = operation["if"]?.arrayValue, items.count >= 2 {
                let array = path + [.member("if")]
                guard items.count % 2 == 1, let last = items.last else { return .behind(array) }
                return try place(variant, in: last, array + [.item(items.count - 1)], flag)
            }
        default: break
        }
        throw .noShares(
            reason: "its rules do not end where shares could be put: in an 'if', in its default variant, or in a "
                + "'fractional' of two variants")
    }

    /// Shares that are there: they must be of the variant and one other.
    private static func place(
        _ variant: String, _ shares: [JSONValue], _ path: [JSONText.Step]
    ) throws(FlagdEdit.Refusal) -> Place {
        var found: [(index: Int, name: String, weight: Double)] = []
        for (index, share) in shares.enumerated() {
            // The first argument may be what users are told apart by.
            guard let items = share.arrayValue else {
                if index == 0 { continue }
                throw .noShares(reason: "its 'fractional' is not in order")
            }
            guard (1...2).contains(items.count), let name = items[0].stringValue,
                let weight = items.count == 1 ? 1 : items[1].doubleValue, weight >= 0
            else { throw .noShares(reason: "its 'fractional' is not of plain variants and weights") }
            found.append((index, name, weight))
        }
        guard found.count == 2, let chosen = found.first(where: { $0.name == variant }),
            let other = found.first(where: { $0.name != variant })
        else {
            throw .noShares(reason: "its users are shared out already, and not between '\(variant.printable)' and one other")
        }
        let total = chosen.weight + other.weight
        return .shares(
            chosen: path + [.item(chosen.index)], other: path + [.item(other.index)],
            chosenWeight: total > 0 ? chosen.weight / total * 100 : 0, otherName: other.name)
    }

    private static func put(
        _ variant: String, _ percent: Int, at place: Place, _ flag: FlagdFlag, _ text: inout JSONText
    ) throws {
        switch place {
        case .shares(let chosen, let other, let weight, let otherName):
            guard Double(percent) > weight else {
                throw FlagdEdit.Refusal.noShares(
                    reason: "'\(variant.printable)' has \(FlagValue.number(weight.rounded())) % already, "
                        + "and \(percent) would be no more")
            }
            _ = try text.replace(chosen, with: Array(Self.share(variant, percent).utf8))
            _ = try text.replace(other, with: Array(Self.share(otherName, 100 - percent).utf8))
        case .value(let path):
            _ = try text.replace(path, with: Array(fractional(variant, percent, rest(besides: variant, flag)).utf8))
        case .behind(let array):
            let shares = try fractional(variant, percent, rest(besides: variant, flag))
            let count = text.value(at: array)?.arrayValue?.count ?? 0
            let last = array + [.item(count - 1)]
            guard let end = text.text(at: last) else { return }
            _ = try text.replace(last, with: end + Array(", \(shares)".utf8))
        }
    }

    private static func fractional(_ variant: String, _ percent: Int, _ other: String) -> String {
        "{\"fractional\": [\(share(variant, percent)), \(share(other, 100 - percent))]}"
    }

    private static func share(_ variant: String, _ percent: Int) -> String {
        "[\(JSONValue.string(variant).compact), \(percent)]"
    }
}
