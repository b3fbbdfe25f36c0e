internal import Basics
internal import Secrets
internal import Sessions

/// Reaches the session stores of the configuration for the rotations.
struct StoreTokenCutter: TokenCutter {
    let workspace: Workspace

    func check(_ store: String) throws { try workspace.store(store).checkCutoffForEverybody() }

    func cutOff(_ store: String) throws -> Timestamp { try workspace.store(store).cutOffEverybody() }
}
