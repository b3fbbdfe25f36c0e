/// Distances between marks on an axis that people find easy to read.
enum NiceSteps {
    /// 1, 2 or 5 times a power of ten, so that `span` has at most `count` of them.
    static func decimal(span: Double, count: Int) -> Double {
        guard span > 0, span.isFinite else { return 1 }
        var power = 1.0
        while power * 10 <= span / Double(count) { power *= 10 }
        while power > span / Double(count) { power /= 10 }
        return [1, 2, 5, 10].map { $0 * power }.first { $0 * Double(count) >= span } ?? 10 * power
    }

    /// Seconds, minutes, hours or days, so that `span` (in seconds) has at most `count` of them.
    static func time(span: Double, count: Int) -> Double {
        guard span > 1 else { return decimal(span: span, count: count) }
        let steps: [Double] = [
            1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
            604_800,
        ]
        return steps.first { $0 * Double(count) >= span } ?? decimal(span: span / 86_400, count: count) * 86_400
    }
}
