import CountersignAPI
import XCTest

/// Asserts that a call fails, and with what the app does about it.
func assertFails<Value>(
    with expected: CountersignError,
    file: StaticString = #filePath,
    line: UInt = #line,
    _ call: () async throws -> Value
) async {
    do {
        _ = try await call()
        XCTFail("nothing was thrown", file: file, line: line)
    } catch let failure as CountersignError {
        XCTAssertEqual(failure, expected, file: file, line: line)
    } catch {
        XCTFail("\(type(of: error)) was thrown", file: file, line: line)
    }
}

/// Waits until something is so: what goes on in the background has no caller to tell.
func until(
    file: StaticString = #filePath,
    line: UInt = #line,
    _ isSo: () async throws -> Bool
) async throws {
    for _ in 0..<1_000 {
        let so = try await isSo()
        if so { return }
        try await Task.sleep(for: .milliseconds(10))
    }
    XCTFail("it never came to that", file: file, line: line)
}
