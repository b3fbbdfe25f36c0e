import Commands

@main
struct Firebreak {
    static func main() { Program.main() }
}
