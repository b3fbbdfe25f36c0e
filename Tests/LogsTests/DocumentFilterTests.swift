import Basics
import Testing

@testable import Logs

/// `--match` for documents, whose records have no rows of their own.
@Suite struct DocumentFilterTests {
    private func records(_ text: String, _ match: String...) throws -> (messages: [String], filtered: Int) {
        var filter = RecordFilter()
        filter.texts = match.map { Array($0.utf8) }
        let read = try readLogs([LogSource(.bytes(Array(text.utf8)), name: "document")], filter: filter)
        return (read.records.map(\.message), read.summary.filtered)
    }

    @Test("of Prometheus's series those are taken that have the text")
    func prometheus() throws {
        let document =
            #"{"status":"success","data":{"resultType":"matrix","result":["#
            + #"{"metric":{"__name__":"up","job":"api"},"values":[[1763742000,"1"],[1763742015,"0"]]},"#
            + #"{"metric":{"__name__":"up","job":"web"},"values":[[1763742000,"1"]]}]}}"#
        let all = try records(document)
        #expect(all.messages.count == 3 && all.filtered == 0)
        let some = try records(document, "api")
        #expect(some.messages == [#"up{job="api"} = 1"#, #"up{job="api"} = 0"#] && some.filtered == 1)
        #expect(try records(document, "api", "= 0").messages == [#"up{job="api"} = 0"#])
        #expect(try records(document, "nothing").messages.isEmpty)
    }

    @Test("and of what redis-cli printed")
    func redis() throws {
        let answer = #"[[1,1763742297,20000,["KEYS","*"],"10.0.0.9:5000","api"],[2,1763742298,30000,["GET","a"],"10.0.0.8:5000",""]]"#
        #expect(try records(answer, "KEYS").messages.count == 1)
        #expect(try records(answer, "10.0.0.8").messages.count == 1)
    }
}
