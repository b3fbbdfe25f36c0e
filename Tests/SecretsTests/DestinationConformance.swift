import Basics
import Cryptography
import Files
import TestSupport
import Testing

@testable import Secrets

/// What every destination must do, whatever it writes to. A new type of destination passes this suite before anything
/// else: give it a fresh destination, and a way to change its content behind its back.
struct DestinationConformance {
    let destination: any Destination
    /// Writes another current value, as somebody else would.
    let tamper: (_ text: String) throws -> Void
    /// Makes it impossible to write, and possible again.
    let lock: (_ locked: Bool) throws -> Void
    /// What it is given for each of the suite's texts, where it does not take any text.
    var sample: (String) -> String = { $0 }
    /// Puts back what was there before `tamper`. Given for places that cannot be read back: what somebody else writes
    /// there is unreadable.
    var restore: (() throws -> Void)?
    /// Others at the same place, empty still, for destinations that are written together with their neighbours.
    var neighbours: [any Destination] = []

    func check() throws {
        try writesAndReadsBack()
        try writesNothingTwice()
        try refusesWhatChangedMeanwhile()
        try undoes()
        try saysBeforehandWhatItCannotDo()
        if destination is any BatchingDestination { try goesTogetherWithNeighbours() }
    }

    static func box(_ text: String) -> SecretBox { SecretBox(Secret(utf8: text)) }

    private func change(_ texts: [DestinationSlot: String?]) -> DestinationChange {
        var change = DestinationChange()
        for (slot, text) in texts {
            if let text { change.set(slot, to: Self.box(sample(text))) } else { change.clear(slot) }
        }
        return change.limited(to: destination.slots)
    }

    /// Every text that the suite writes, for what a keyring would know of them.
    static let labels = ["one", "two", "three", "four", "five", "x", "by somebody else"]

    private func samples(_ texts: [DestinationSlot: String]) -> [DestinationSlot: String] { texts.mapValues(sample) }

    private func texts(_ values: DestinationValues) -> [DestinationSlot: String] {
        var texts: [DestinationSlot: String] = [:]
        for slot in DestinationSlot.allCases {
            if let box = values[slot] { texts[slot] = box.withSecret { $0.revealedText() } }
        }
        return texts
    }

    private func writesAndReadsBack() throws {
        let empty = try destination.read()
        #expect(texts(empty) == [:])
        let first = change([.current: "one"])
        try destination.check(first)
        #expect(texts(try destination.read()) == [:], "a check changes nothing")
        try destination.write(first, expecting: empty)
        #expect(texts(try destination.read()) == samples([.current: "one"]))
        try destination.write(
            change([.current: "two", .previous: "one", .next: "three"]), expecting: destination.read())
        let all: [DestinationSlot: String] = [.current: "two", .previous: "one", .next: "three"]
        #expect(texts(try destination.read()) == samples(all.filter { destination.slots.contains($0.key) }))
        try destination.write(change([.previous: nil, .next: nil]), expecting: destination.read())
        #expect(texts(try destination.read()) == samples([.current: "two"]))
    }

    private func writesNothingTwice() throws {
        let held = try destination.read()
        try destination.write(change([.current: "two", .previous: nil]), expecting: held)
        #expect(try destination.read().matches(held))
    }

    private func refusesWhatChangedMeanwhile() throws {
        let old = try destination.read()
        try tamper("by somebody else")
        let error = #expect(throws: (any Error).self) {
            try destination.write(change([.current: "three"]), expecting: old)
        }
        #expect((error as? any Failure)?.status == (restore == nil ? .busy : .refused))
        if let restore {
            let error = #expect(throws: (any Error).self) { try destination.read() }
            #expect((error as? any Failure)?.status == .refused)
            try restore()
            #expect(try destination.read().matches(old))
        } else {
            #expect(texts(try destination.read())[.current] == sample("by somebody else"))
        }
    }

    private func undoes() throws {
        let before = try destination.read()
        try destination.write(change([.current: "four", .previous: "x"]), expecting: before)
        var back = DestinationChange()
        for slot in DestinationSlot.allCases {
            if let text = before[slot] { back.set(slot, to: text) } else { back.clear(slot) }
        }
        try destination.write(back.limited(to: destination.slots), expecting: destination.read())
        #expect(try destination.read().matches(before))
    }

    private func saysBeforehandWhatItCannotDo() throws {
        let held = try destination.read()
        try lock(true)
        let checked = #expect(throws: (any Error).self) { try destination.check(change([.current: "five"])) }
        let written = #expect(throws: (any Error).self) {
            try destination.write(change([.current: "five"]), expecting: held)
        }
        try lock(false)
        #expect((checked as? any Failure)?.message == (written as? any Failure)?.message)
        #expect(try destination.read().matches(held))
        try destination.check(change([.current: "five"]))
    }

    /// What is done to several together is what would be done to each alone.
    private func goesTogetherWithNeighbours() throws {
        #expect(!neighbours.isEmpty, "the suite needs neighbours of a batching destination")
        let all = [destination] + neighbours
        #expect(DestinationGroups.groups(all).count == 1, "they share a place")
        func held() throws -> [DestinationValues] { try DestinationGroups.read(all).map { try $0.get() } }
        func writes(_ text: String, expecting: [DestinationValues]) -> [DestinationGroups.Write] {
            zip(all, expecting).map { destination, expected in
                .init(
                    destination: destination,
                    change: change([.current: text, .previous: "x"]).limited(to: destination.slots), expected: expected)
            }
        }
        let before = try held()
        for (together, alone) in zip(before, all) { #expect(try alone.read().matches(together)) }
        #expect(DestinationGroups.check(writes("one", expecting: before)).allSatisfy { $0 == nil })
        for (value, alone) in zip(before, all) { #expect(try alone.read().matches(value), "a check changes nothing") }
        #expect(DestinationGroups.write(writes("one", expecting: before)).allSatisfy { $0 == nil })
        for alone in all { #expect(texts(try alone.read())[.current] == sample("one")) }

        // One that changed meanwhile stays, and the others go on.
        let old = try held()
        try tamper("by somebody else")
        let failures = DestinationGroups.write(writes("two", expecting: old))
        #expect((failures[0] as? any Failure)?.status == .busy)
        #expect(failures.dropFirst().allSatisfy { $0 == nil })
        #expect(texts(try destination.read())[.current] == sample("by somebody else"))
        for neighbour in neighbours { #expect(texts(try neighbour.read())[.current] == sample("two")) }

        let now = try held()
        try lock(true)
        let checked = DestinationGroups.check(writes("three", expecting: now))
        let written = DestinationGroups.write(writes("three", expecting: now))
        try lock(false)
        for (checked, written) in zip(checked, written) {
            let message = (checked as? any Failure)?.message
            #expect(message != nil && message == (written as? any Failure)?.message)
        }
        for (value, alone) in zip(now, all) { #expect(try alone.read().matches(value)) }
        #expect(DestinationGroups.read([]).isEmpty && DestinationGroups.write([]).isEmpty)
    }
}
