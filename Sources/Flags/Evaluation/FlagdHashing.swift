/// What of a user is hashed to find the bucket of `fractional`. Evaluators of flagd's files do not agree.
public enum FlagdHashing: String, Sendable, CaseIterable {
    /// The flag's key and the targeting key one behind the other, in UTF-8: flagd itself since core 0.15
    /// (core/pkg/evaluator/fractional.go), and openfeature-flagd-core for Python before 2.
    case text
    /// The two as an array in canonical CBOR: openfeature-flagd-core for Python since 2 (custom_ops.py), and what
    /// flagd is to do (open-feature/flagd, pull request 2011).
    case cbor
}
