import Basics
import Response

extension ActionOptions {
    /// What every command that acts does: with `--dry-run` it shows the plan and stops; else it asks, carries the
    /// operation out and shows the receipt.
    ///
    /// - Parameters:
    ///   - question: what is asked on a terminal where `--yes` was not given; nil for what needs no asking.
    ///   - run: carries it out; for work that can be stopped, or that shows progress.
    func act<Act: Operation>(
        _ operation: Act, _ workspace: Workspace, _ console: Console, asking question: (() throws -> String)?,
        run: (() throws -> Act.Receipt) throws -> Act.Receipt = { try $0() }
    ) throws -> ExitStatus where Act.Plan: CommandResult, Act.Receipt: CommandResult {
        if dryRun {
            try console.show(try operation.plan(workspace))
            return .done
        }
        if let question { try console.confirm(question(), given: yes) }
        let receipt = try run { try workspace.carryOut(operation, incident: incident, reason: reason) }
        try console.show(receipt)
        return receipt.status
    }
}
