import Probes
import Testing

@Suite struct ComparisonTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let text: String
        let good: [Double]
        let bad: [Double]
        var testDescription: String { text }
    }

    static let rows = [
        Row(text: "< 0.05", good: [0, -.infinity], bad: [0.05, 1, .infinity, .nan]),
        Row(text: "<=5", good: [5, 4], bad: [5.1, .nan]),
        Row(text: "== 1", good: [1], bad: [0, 2, .infinity, .nan]),
        Row(text: "=1", good: [1], bad: [0, .nan]),
        Row(text: "!= 0", good: [1, -.infinity], bad: [0, -0.0, .nan]),
        Row(text: " >= -2.5e1", good: [-25, 3, .infinity], bad: [-25.1, .nan]),
        Row(text: "> 20", good: [20.5], bad: [20, 0, .nan]),
    ]

    @Test(arguments: rows) func comparesNumbers(row: Row) throws {
        let comparison = try #require(Comparison(row.text))
        for number in row.good {
            #expect(comparison.holds(for: number) && !comparison.opposite.holds(for: number), "\(number)")
        }
        for number in row.bad {
            #expect(!comparison.holds(for: number), "\(number)")
            #expect(comparison.opposite.holds(for: number) == !number.isNaN, "\(number)")
        }
        #expect(Comparison(comparison.description) == comparison)
    }

    @Test(arguments: ["", "<", "5", "<> 5", "< five", "< 1e999", "< nan", "< inf", "=< 5", "< 5 6", "<<5", "< 0x10"])
    func refusesWhatIsNone(text: String) { #expect(Comparison(text) == nil) }

    @Test(arguments: [
        (0.05, "0.05"), (20, "20"), (1.0 / 3, "0.333333"), (1e300, "1e+300"), (-0.25, "-0.25"), (0.00001, "1e-05"),
        (123456.789, "123457"), (.infinity, "+Inf"),
    ])
    func writesNumbersAsPeopleDo(number: Double, text: String) { #expect(number.plain == text) }
}
