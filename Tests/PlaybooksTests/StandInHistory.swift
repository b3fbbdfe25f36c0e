import Glibc

/// What a Prometheus would know of a stand-in that it has scraped every 15 seconds for an hour: so that thresholds can be tried
/// with their own windows, of up to a quarter of an hour, and nobody waits for them.
struct StandInHistory {
    let system: StandInSystem
    /// The jobs, and what the names of their series begin with.
    let jobs: [(name: String, prefix: String)]
    /// What is other than well, and for how many seconds by now.
    let ill: [(threshold: Threshold, seconds: Double)]

    /// OpenMetrics. It goes on for ten minutes from now, so that it does not matter how long the server takes to start.
    func openMetrics() -> String {
        let now = Double(time(nil))
        let times = stride(from: now - 3600, through: now + 600, by: 15).map { $0 }
        var text = ""
        for job in jobs {
            let isDown = ill.first { $0.threshold.ill == "down" && job.name == jobs[0].name }.map { now - $0.seconds }
            for time in times {
                text += "up{job=\"\(job.name)\",instance=\"a\"} \(isDown.map { time >= $0 } == true ? 0 : 1) \(time)\n"
            }
        }
        var values: [String: (well: String?, ill: String?, since: Double)] = [:]
        for line in system.metrics { values[Self.parts(line).series] = (Self.parts(line).value, nil, .infinity) }
        for (threshold, seconds) in ill where threshold.ill != "down" {
            for line in threshold.ill.split(separator: "\n").map(String.init) {
                let (series, value) = Self.parts(line)
                values[series] = (values[series]?.well, value, now - seconds)
            }
        }
        for (series, value) in values.sorted(by: { $0.key < $1.key }) {
            let job = jobs.first { series.hasPrefix($0.prefix) } ?? jobs[0]
            let labels = "job=\"\(job.name)\",instance=\"a\""
            let named = series.hasSuffix("}") ? "\(series.dropLast()),\(labels)}" : "\(series){\(labels)}"
            var total = 0.0
            for time in times {
                guard let current = time >= value.since ? value.ill : value.well else { continue }
                if current.hasSuffix("/s") {
                    // A counter that has grown by so much a second since it was last looked at.
                    total += (Double(current.dropLast(2)) ?? 0) * 15
                    text += "\(named) \(total) \(time)\n"
                } else {
                    text += "\(named) \(current) \(time)\n"
                }
            }
        }
        return text + "# EOF\n"
    }

    private static func parts(_ line: String) -> (series: String, value: String) {
        let space = line.lastIndex(of: " ") ?? line.endIndex
        return (String(line[..<space]), String(line[space...].dropFirst()))
    }
}
