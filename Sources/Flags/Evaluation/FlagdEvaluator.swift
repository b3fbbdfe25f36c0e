internal import Basics
internal import JSON

/// Evaluates flags as flagd does (core/pkg/evaluator/json.go).
struct FlagdEvaluator {
    private let rules: JSONObject
    private let hashing: FlagdHashing

    /// Why a flag has no value.
    enum Problem: Error {
        case rules(JSONLogic.Problem)
        case noSuchVariant(String)
        case contextIsNoObject

        func reason(of flag: String) -> String {
            switch self {
            case .rules(let problem): "the targeting of '\(flag.printable)': \(problem.reason)"
            case .noSuchVariant(let variant):
                "the targeting of '\(flag.printable)' gives '\(variant.printable)', which is none of its variants"
            case .contextIsNoObject: "the context is no JSON object"
            }
        }
    }

    /// - Parameter file: all of the file, with the `$evaluators` to which rules refer.
    init(_ file: JSONValue, hashing: FlagdHashing) {
        rules = file["$evaluators"]?.objectValue ?? [:]
        self.hashing = hashing
    }

    func evaluate(
        _ flag: FlagdFlag, for context: JSONValue, at now: Timestamp
    ) throws(Problem) -> FlagEvaluation {
        guard case .object(var data) = context else { throw .contextIsNoObject }
        guard flag.isEnabled else { return result(flag, nil, .disabled) }
        guard let targeting = flag.targeting else {
            return result(flag, flag.defaultVariant, flag.defaultVariant == nil ? .byDefault : .fixed)
        }
        data["$flagd"] = ["flagKey": .string(flag.name), "timestamp": .integer(now.seconds)]
        var logic = JSONLogic(rules: rules, fractional: Fractional(hashing: hashing, data: data))
        let chosen: JSONValue
        do { chosen = try logic.apply(targeting, to: .object(data)) } catch { throw .rules(error) }
        let variant: String
        switch chosen {
        case .null: return result(flag, flag.defaultVariant, .byDefault)
        case .string(let text): variant = text
        default: variant = chosen.compact
        }
        guard flag.variants[variant] != nil else { throw .noSuchVariant(variant) }
        return result(flag, variant, .targeted)
    }

    private func result(_ flag: FlagdFlag, _ variant: String?, _ reason: FlagEvaluation.Reason) -> FlagEvaluation {
        FlagEvaluation(
            flag: flag.name, value: variant.flatMap { flag.variants[$0] }.map { FlagValue($0) } ?? .absent,
            variant: variant, reason: reason)
    }
}
