import Foundation
import XCTest

@testable import Sample

/// What the app says is there, in every language.
final class ResourceTests: XCTestCase {
    private let languages = ["ar", "de", "en", "es", "fr", "pt-BR"]

    func testEveryLanguageSaysTheSameThings() throws {
        let english = try keys("en").map(withoutForm)

        for language in languages {
            let these = try keys(language).map(withoutForm)

            XCTAssertEqual(Set(these), Set(english), language)
        }
    }

    func testEveryLanguageHasTheFormsThatItsNumbersTake() throws {
        let numbers = [0, 1, 2, 3, 11, 100, 1_000_000]
        let counted = Set(try keys("en").filter { $0.contains("#") }.map(withoutForm))

        for language in languages {
            let there = try Set(keys(language))
            for key in counted {
                for number in numbers {
                    let form = PluralForm(of: number, in: language).rawValue
                    XCTAssertTrue(there.contains("\(key)#\(form)"), "\(language): \(key)#\(form)")
                }
            }
        }
    }

    func testEverySituationAndBannerHasItsWords() throws {
        let there = try Set(keys("en"))
        let used = Situation.allCases.flatMap { [$0.title, $0.text] }
            + Banner.allCases.flatMap { [$0.title, $0.text] }

        XCTAssertEqual(used.filter { !there.contains($0) }, [])
    }

    func testEveryKeyThatTheCodeNamesIsThere() throws {
        let there = Set(try keys("en").map(withoutForm))

        let used = try swiftFiles().flatMap { file in
            matches(#"words(?:\.counted)?\("([a-z_]+)""#, in: try text(of: file))
        }

        XCTAssertGreaterThan(used.count, 50)
        XCTAssertEqual(used.filter { !there.contains($0) }, [])
    }

    // MARK: Reading the app's own files

    private let sample = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    private func keys(_ language: String) throws -> [String] {
        try ["Localizable", "Phone"].flatMap { table in
            let path = "Resources/\(language).lproj/\(table).strings"
            let lines = try text(of: sample.appendingPathComponent(path))
            return matches(#"(?m)^"([^"]+)" = ""#, in: lines)
        }
    }

    private func withoutForm(_ key: String) -> String {
        String(key.prefix { $0 != "#" })
    }

    private func swiftFiles() throws -> [URL] {
        let sources = sample.appendingPathComponent("Sources")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: sources.path)
        return paths.filter { $0.hasSuffix(".swift") }.map(sources.appendingPathComponent)
    }

    private func text(of file: URL) throws -> String {
        String(decoding: try Data(contentsOf: file), as: UTF8.self)
    }

    /// The first group of every match.
    private func matches(_ pattern: String, in text: String) -> [String] {
        guard let expression = try? NSRegularExpression(pattern: pattern) else { return [] }
        let whole = NSRange(text.startIndex..., in: text)
        return expression.matches(in: text, range: whole).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }
}
