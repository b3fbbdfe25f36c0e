/// How far a primary's replicas are behind it, from `INFO replication`.
///
/// What a replica has not acknowledged waits in its output buffer on the primary; where that grows beyond
/// `client-output-buffer-limit replica` (256 MB, or 64 MB for a minute), the primary drops the replica, which then
/// copies everything anew, and may fall behind again while it does.
struct ReplicaLag: Sendable, Equatable {
    private static let limit: Int64 = 16 << 20

    /// How many bytes each replica that is connected has not acknowledged.
    let bytes: [Int64]

    /// Whether one is so far behind that the work should wait for it.
    var isFarBehind: Bool { bytes.contains { $0 > Self.limit } }

    /// Reads `master_repl_offset:5` and `slave0:ip=…,port=…,state=online,offset=5,lag=0` (src/server.c,
    /// `genRedisInfoString`).
    init(information: String) {
        var written: Int64?
        var offsets: [Int64] = []
        for line in information.split(whereSeparator: \.isNewline) {
            if line.hasPrefix("master_repl_offset:") {
                written = Int64(line.dropFirst("master_repl_offset:".count))
            } else if line.hasPrefix("slave"), line.contains("state=online") {
                let offset = line.split(separator: ",").first { $0.hasPrefix("offset=") }
                if let offset, let number = Int64(offset.dropFirst("offset=".count)) { offsets.append(number) }
            }
        }
        bytes = offsets.map { offset in
            let (behind, isTooFar) = (written ?? offset).subtractingReportingOverflow(offset)
            return isTooFar ? .max : max(0, behind)
        }
    }
}
