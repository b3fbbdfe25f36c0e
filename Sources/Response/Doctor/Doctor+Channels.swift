internal import Notifications

extension Doctor {
    /// Whether anybody would be told. Nothing is sent; that an address can be resolved is a check of the configuration.
    func channelChecks(_ workspace: Workspace) -> [Check] {
        let configuration = workspace.configuration
        guard !configuration.channels.isEmpty else {
            return [
                Check(
                    "channels", .warning, "there is none: nobody is told of an incident",
                    remedy: "add one under 'channels:' in firebreak.yaml")
            ]
        }
        let names = configuration.channels.map(\.name).joined(separator: ", ")
        guard !configuration.routes.isEmpty else {
            return [
                Check(
                    "channels", .warning, "\(names): no route leads to them",
                    remedy: "add one under 'routes:', or name a channel each time")
            ]
        }
        return [Check("channels", .ok, "\(names) (nothing was sent)")]
    }
}
