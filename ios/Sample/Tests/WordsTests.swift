import XCTest

@testable import Sample

/// Plurals, holes and times, as the app says them.
final class WordsTests: XCTestCase {
    func testEnglishAndGermanHaveOneAndOther() {
        let english = [0, 1, 2, 11].map { PluralForm(of: $0, in: "en") }
        let german = [0, 1, 2, 11].map { PluralForm(of: $0, in: "de-CH") }

        XCTAssertEqual(english, [.other, .one, .other, .other])
        XCTAssertEqual(german, [.other, .one, .other, .other])
    }

    func testFrenchAndPortugueseCountNothingAsOne() {
        let french = [0, 1, 2, 1_000_000].map { PluralForm(of: $0, in: "fr") }
        let portuguese = [0, 1, 2, 2_000_000].map { PluralForm(of: $0, in: "pt-BR") }

        XCTAssertEqual(french, [.one, .one, .other, .many])
        XCTAssertEqual(portuguese, [.one, .one, .other, .many])
    }

    func testSpanishCountsOnlyOneAsOne() {
        let forms = [0, 1, 2, 1_000_000, 1_000_001].map { PluralForm(of: $0, in: "es") }

        XCTAssertEqual(forms, [.other, .one, .other, .many, .other])
    }

    func testArabicHasSixForms() {
        let numbers = [0, 1, 2, 3, 10, 11, 99, 100, 102, 103, 111]

        let forms = numbers.map { PluralForm(of: $0, in: "ar") }

        XCTAssertEqual(
            forms,
            [.zero, .one, .two, .few, .few, .many, .many, .other, .other, .few, .many]
        )
    }

    func testAValueIsIsolatedAndNeverSearchedForHoles() {
        let filled = Filling.fill("{party} and {bank}", with: ["party": "{bank}", "bank": "B"])

        XCTAssertEqual(filled, "\u{2068}{bank}\u{2069} and \u{2068}B\u{2069}")
    }

    func testAHoleWithoutAValueStays() {
        let filled = Filling.fill("Known to {bank", with: ["bank": "B"])
        let unknown = Filling.fill("Known to {bank}", with: [:])

        XCTAssertEqual(filled, "Known to {bank")
        XCTAssertEqual(unknown, "Known to {bank}")
    }

    func testAPhoneThatKnowsFacesSaysFaceWhereThereIsAWordForIt() {
        let texts = ["add": "Add with fingerprint", "add_face": "Add with your face", "no": "No"]

        let words = Words(language: "en", recognisesFaces: true) { texts[$0] }

        XCTAssertEqual(words("add"), "Add with your face")
        XCTAssertEqual(words("no"), "No")
    }

    func testALanguageWithoutAFormSaysTheOther() {
        let texts = ["left#other": "{n} left"]

        let words = Words(language: "ar", recognisesFaces: false) { texts[$0] }

        XCTAssertEqual(words.counted("left", 2), "2 left")
    }

    func testTimeIsToldExactlyOnlyInTheLastHalfMinute() {
        let told = [-1, 0, 1, 30, 31, 89, 90, 149, 150].map { TimeLeft(seconds: $0) }

        XCTAssertEqual(
            told,
            [
                .over, .over, .seconds(1), .seconds(30), .aboutAMinute, .aboutAMinute, .minutes(2),
                .minutes(2), .minutes(3),
            ]
        )
        XCTAssertEqual(told.map(\.isInsistent).filter { $0 }.count, 4)
    }

    func testWhatIsPastIsToldInMinutesAndHours() {
        let told = [-5, 19, 20, 89, 90, 3569, 3570, 5369, 5370].map { TimeAgo(seconds: $0) }

        XCTAssertEqual(
            told,
            [
                .now, .now, .aMinute, .aMinute, .minutes(2), .minutes(59), .anHour, .anHour,
                .hours(2),
            ]
        )
    }
}
