import Basics
import Files
import Flags
import Glibc
import JSON
import TestSupport
import Testing

@Suite struct OverridesTests {
    @Test func anOverrideRemembersAndPutsBack() throws {
        let before = "# c\nA='true' # why\r\nB=1"
        try Workbench.with(file: before) { bench in
            let made = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            #expect(try bench.text() == "# c\nA='false' # why\r\nB=1")
            #expect(made.state == .active && made.prior.value == .boolean(true))

            let listing = try bench.overrides.list(bench.app)
            #expect(listing.map(\.name) == ["A", "B"])
            let listed = try #require(listing.first)
            #expect(listed.value == .boolean(false) && listed.source == "app" && !listed.isUnsettled)
            #expect(listed.override?.id == made.id && listed.override?.actor == "alice")
            #expect(listed.override?.reason == "incident" && listed.override?.incident == "INC-20261121-001")

            bench.clock.advance(.seconds(60))
            let result = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(result.status == .done)
            #expect(result.flags.map(\.outcome) == [.restored])
            #expect(try bench.text() == before)
            let history = try bench.overrides.history("A")
            #expect(history.map(\.state) == [.restored])
            #expect(history.first?.endedAt == bench.clock.now)
            #expect(try bench.overrides.list(bench.app).allSatisfy { $0.override == nil })
        }
    }

    @Test func aFlagThatWasNotThereGoesAgain() throws {
        try Workbench.with(file: "B=1") { bench in
            let one = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            #expect(try bench.text() == "B=1\nA=false\n")
            #expect(one.prior.value == .absent)
            _ = try bench.overrides.set("C", to: .string("x y"), in: bench.app, bench.cause)
            #expect(try bench.text() == "B=1\nA=false\nC='x y'\n")
            _ = try bench.overrides.restore(.incident("INC-20261121-001"), in: [bench.app])
            #expect(try bench.text() == "B=1")
        }
    }

    @Test func aFileThatWasNotThereGoesAgain() throws {
        try Workbench.with { bench in
            for flag in ["A", "B", "C"] {
                _ = try bench.overrides.set(flag, to: .boolean(false), in: bench.app, bench.cause)
            }
            #expect(try bench.text() == "A=false\nB=false\nC=false\n")
            _ = try bench.overrides.restore(.incident("INC-20261121-001"), in: [bench.app])
            #expect(!FileReader.exists(bench.path))
        }
    }

    // MARK: Somebody else

    @Test func whatSomebodyElseChangedIsLeftAloneUnlessForced() throws {
        try Workbench.with(file: "A=true\nB=true\n") { bench in
            for flag in ["A", "B"] {
                _ = try bench.overrides.set(flag, to: .boolean(false), in: bench.app, bench.cause)
            }
            try bench.write("A=maybe\nB=false\n")
            let refused = try bench.overrides.restore(.incident("INC-20261121-001"), in: [bench.app])
            #expect(refused.status == .partial)
            let flag = try #require(refused.flags.first { $0.flag == "A" })
            #expect(flag.outcome == .changedSince)
            #expect(flag.expected == .boolean(false) && flag.found == .string("maybe"))
            #expect(flag.message == "somebody else has changed it: it should be 'false' and is 'maybe'")
            #expect(try bench.text() == "A=maybe\nB=true\n")
            #expect(try bench.states("A") == [.active])

            let forced = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app], force: true)
            #expect(forced.status == .done)
            #expect(try bench.text() == "A=true\nB=true\n")
        }
    }

    @Test func whatSomebodyElseAlreadyPutBackIsDone() throws {
        try Workbench.with(file: "A=true\n") { bench in
            _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            try bench.write("A=true\n")
            let result = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(result.status == .done && result.flags.map(\.outcome) == [.alreadyThere])
            #expect(try bench.states("A") == [.restored])
        }
    }

    @Test func anOverrideOverSomebodyElsesChangeGoesBackToThat() throws {
        try Workbench.with(file: "A=true\n") { bench in
            _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            try bench.write("A=theirs\n")
            _ = try bench.overrides.set("A", to: .string("ours"), in: bench.app, bench.cause)
            #expect(try bench.states("A") == [.overtaken, .active])
            _ = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(try bench.text() == "A=theirs\n")
        }
    }

    // MARK: One on another

    @Test func restoringAFlagGoesBackToWhatWasThereBeforeAllOverrides() throws {
        try Workbench.with(file: "A=\"true\"\n") { bench in
            for value in ["one", "two", "three"] {
                _ = try bench.overrides.set("A", to: .string(value), in: bench.app, bench.cause)
            }
            #expect(try bench.text() == "A=\"three\"\n")
            #expect(try bench.states("A") == [.superseded, .superseded, .active])
            let result = try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(result.flags.first?.overrides.count == 3)
            #expect(try bench.text() == "A=\"true\"\n")
            #expect(try bench.states("A") == [.restored, .restored, .restored])
        }
    }

    @Test func anOverrideThatIsTakenBackShowsTheOneBelow() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let below = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause("INC-1"))
            let above = try bench.overrides.set("A", to: .string("half"), in: bench.app, bench.cause("INC-2"))
            let result = try bench.overrides.restore(.incident("INC-2"), in: [bench.app])
            #expect(result.flags.map(\.heldBy) == [below.id])
            #expect(try bench.text() == "A=false\n")
            #expect(try bench.states("A") == [.active, .restored])
            #expect(try bench.overrides.history("A").last?.id == above.id)
            _ = try bench.overrides.restore(.incident("INC-1"), in: [bench.app])
            #expect(try bench.text() == "A=true\n")
        }
    }

    @Test func whatLiesBelowIsTakenBackWithoutTouchingTheFlag() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let below = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause("INC-1"))
            let middle = try bench.overrides.set("A", to: .string("mid"), in: bench.app, bench.cause("INC-2"))
            let above = try bench.overrides.set("A", to: .string("top"), in: bench.app, bench.cause("INC-3"))
            let result = try bench.overrides.restore(.flagOrOverride(middle.id, source: nil), in: [bench.app])
            #expect(result.flags.map(\.outcome) == [.stillOverridden] && result.flags.map(\.heldBy) == [above.id])
            #expect(result.status == .done)
            #expect(try bench.text() == "A=top\n")
            _ = try bench.overrides.restore(.flagOrOverride(below.id, source: nil), in: [bench.app])
            #expect(try bench.text() == "A=top\n")
            // Both sheets below are gone, and still it goes back to what was there before them.
            _ = try bench.overrides.restore(.flagOrOverride(above.id, source: nil), in: [bench.app])
            #expect(try bench.text() == "A=true\n")
        }
    }

    @Test func aSheetThatNoLongerLiesRightBelowShowsItsValue() throws {
        try Workbench.with(file: "A='true'\n") { bench in
            _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause("INC-1"))
            let middle = try bench.overrides.set("A", to: .string("mid"), in: bench.app, bench.cause("INC-2"))
            _ = try bench.overrides.set("A", to: .string("top"), in: bench.app, bench.cause("INC-3"))
            _ = try bench.overrides.restore(.flagOrOverride(middle.id, source: nil), in: [bench.app])
            _ = try bench.overrides.restore(.incident("INC-3"), in: [bench.app])
            #expect(try bench.text() == "A='false'\n")
            _ = try bench.overrides.restore(.incident("INC-1"), in: [bench.app])
            #expect(try bench.text() == "A='true'\n")
        }
    }

    // MARK: Expiry

    @Test func whatHasRunOutIsTakenBack() throws {
        try Workbench.with(file: "A=true\nB=true\n") { bench in
            let short = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause(for: .seconds(60)))
            _ = try bench.overrides.set("B", to: .boolean(false), in: bench.app, bench.cause())
            #expect(short.expiresAt == bench.clock.now + .seconds(60))
            bench.clock.advance(.seconds(59))
            #expect(try bench.overrides.expired(bench.clock.now).isEmpty)
            #expect(try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app]).flags.isEmpty)
            bench.clock.advance(.seconds(1))
            #expect(try bench.overrides.expired(bench.clock.now).map(\.id) == [short.id])
            let result = try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app])
            #expect(result.flags.map(\.flag) == ["A"])
            #expect(try bench.text() == "A=true\nB=false\n")
            #expect(try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app]).flags.isEmpty)
        }
    }

    /// An experiment that ends must not lift the lockdown below it.
    @Test func anExpiryDoesNotUndoWhatLiesBelow() throws {
        try Workbench.with(file: "A=true\n") { bench in
            _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause("INC-1"))
            _ = try bench.overrides.set("A", to: .boolean(true), in: bench.app, bench.cause(for: .seconds(60)))
            bench.clock.advance(.seconds(61))
            _ = try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app])
            #expect(try bench.text() == "A=false\n")
        }
    }

    @Test func anExpiredFlagThatCannotBeReachedStaysForTheNextTime() throws {
        try Workbench.with(file: "A=true\nB=true\n") { bench in
            for flag in ["A", "B"] {
                _ = try bench.overrides.set(flag, to: .boolean(false), in: bench.app, bench.cause(for: .seconds(1)))
            }
            bench.clock.advance(.seconds(2))
            try #require(chmod(bench.path, 0o444) == 0)
            let result = try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app])
            #expect(result.status == .partial && result.flags.map(\.outcome) == [.failed, .failed])
            #expect(result.flags.first?.message == "flag source 'app': \(bench.path) is read-only")
            let gone = try bench.overrides.restore(.expired(bench.clock.now), in: [])
            #expect(gone.flags.map(\.message) == Array(repeating: "no flag source is called 'app'", count: 2))
            try #require(chmod(bench.path, 0o644) == 0)
            _ = try bench.overrides.restore(.expired(bench.clock.now), in: [bench.app])
            #expect(try bench.text() == "A=true\nB=true\n")
        }
    }

    // MARK: Choosing

    @Test func whatIsNotOverriddenIsSaidToBe() throws {
        try Workbench.with(file: "A=true\n") { bench in
            for selection in [
                OverrideSelection.flagOrOverride("A", source: nil), .lockdown("none"), .incident("INC-1"),
            ] {
                let error = #expect(throws: FlagsError.self) {
                    try bench.overrides.restore(selection, in: [bench.app])
                }
                #expect(error?.status == .inputNotFound && error?.hint != nil)
            }
        }
    }

    @Test func aFlagThatIsOverriddenInTwoSourcesHasToBeTold() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let web = DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web")
            for source in [bench.app, web] {
                _ = try bench.overrides.set("A", to: .boolean(false), in: source, bench.cause)
            }
            let error = #expect(throws: FlagsError.self) {
                try bench.overrides.restore(.flagOrOverride("A", source: nil), in: [bench.app, web])
            }
            #expect(error?.status == .usage)
            _ = try bench.overrides.restore(.flagOrOverride("A", source: "web"), in: [bench.app, web])
            #expect(!FileReader.exists(bench.folder + "/.env.web"))
            #expect(try bench.text() == "A=false\n")
        }
    }

    @Test func theSourceOfAFlagIsFound() throws {
        try Workbench.with(file: "A=true\nB=1\n") { bench in
            try bench.write("B=2\n", ".env.web")
            let web = DotEnvFlagSource(name: "web", path: bench.folder + "/.env.web", names: ["B", "C"])
            let sources: [any FlagSource] = [bench.app, web]
            #expect(try sources.source(of: "A", named: nil).name == "app")
            #expect(try sources.source(of: "C", named: "web").name == "web")
            #expect(try [web as any FlagSource].source(of: "C", named: nil).name == "web")
            #expect(throws: FlagsError.self) { try sources.source(of: "B", named: nil) }
            #expect(throws: FlagsError.self) { try sources.source(of: "C", named: nil) }
            #expect(throws: FlagsError.self) { try sources.source(of: "A", named: "none") }
        }
    }

    @Test func aPlanTouchesNothing() throws {
        try Workbench.with(file: "A=TRUE\n") { bench in
            let change = FlagChange("A", to: .boolean(false), in: bench.app)
            let plan = try bench.overrides.plan([change], bench.cause, lockdown: nil)
            #expect(plan.map(\.target.content) == ["FALSE"] && plan.map(\.prior.value) == [.boolean(true)])
            #expect(try bench.text() == "A=TRUE\n")
            #expect(try bench.overrides.history("A").isEmpty)

            _ = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause)
            let back = try bench.overrides.plan(.flagOrOverride("A", source: nil), in: [bench.app])
            #expect(back.flags.map(\.value) == [.boolean(true)] && back.flags.map(\.outcome) == [.restored])
            #expect(try bench.text() == "A=FALSE\n")
            #expect(try bench.states("A") == [.active])
        }
    }

    @Test func anOverrideIsWrittenAsJSONWithItsTimes() throws {
        try Workbench.with(file: "A=true\n") { bench in
            let made = try bench.overrides.set("A", to: .boolean(false), in: bench.app, bench.cause(for: .seconds(60)))
            let json = try JSONValue(encoding: made)
            #expect(json["prior"] == true && json["value"] == false && json["state"] == "active")
            #expect(json["expiresAt"] == .string((bench.clock.now + .seconds(60)).description))
            let listing = try JSONValue(encoding: bench.overrides.list(bench.app))
            #expect(listing.value(at: "0.override.id")?.stringValue == made.id)
        }
    }
}
