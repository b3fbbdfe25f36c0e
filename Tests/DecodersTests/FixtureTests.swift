import Testing

@testable import Decoders

@Suite struct FixtureTests {
    @Test("what real libraries write reads as what was written", arguments: Fixture.all)
    func value(fixture: Fixture) throws {
        let value = try fixture.decoder.decode(fixture.bytes).rendering
        #expect(value == fixture.value)
    }

    @Test("there are fixtures of every format")
    func complete() {
        let formats = Set(Fixture.all.map(\.format))
        #expect(formats.isSuperset(of: Set(Decoding.allCases).subtracting([.aspnet])))
    }
}
