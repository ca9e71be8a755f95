import CountersignAPI
import CountersignTesting
import XCTest

/// Whoever waits may go at any moment; what was begun goes on.
final class WaitingTests: XCTestCase {
    func testWhoeverWaitsGetsTheFirstResult() async throws {
        let promise = Promise<Int>()

        promise.settle(.success(1))
        promise.settle(.success(2))

        let value = try await promise.value()
        XCTAssertEqual(value, 1)
    }

    func testWhoeverIsCancelledStopsWaiting() async throws {
        let promise = Promise<Int>()
        let left = Guarded(false)
        let waiting = Task {
            try await promise.value(leave: { left.with { left in left = true } })
        }

        waiting.cancel()
        let result = await waiting.result
        promise.settle(.success(1))

        XCTAssertThrowsError(try result.get()) { error in XCTAssertTrue(error is CancellationError) }
        XCTAssertTrue(left.with { left in left })
    }

    func testAPromptIsTakenDownOnlyWhileItHasNotAnswered() {
        let answers = Guarded<[PromptAnswer]>([])
        let up = FakePrompt()
        let answered = FakePrompt(.signed(Data([1])))

        for prompt in [up, answered] {
            let asking = Asking { answer in answers.with { answers in answers.append(answer) } }
            asking.ask(prompt, request)
            asking.leave()
        }

        XCTAssertTrue(up.isDismissed)
        XCTAssertFalse(answered.isDismissed)
        XCTAssertEqual(answers.with { answers in answers }, [.cancelled, .signed(Data([1]))])
    }

    func testAPromptThatNobodyWaitsForIsNeverShown() {
        let answers = Guarded<[PromptAnswer]>([])
        let prompt = FakePrompt(.signed(Data([1])))
        let asking = Asking { answer in answers.with { answers in answers.append(answer) } }

        asking.leave()
        asking.ask(prompt, request)

        XCTAssertEqual(prompt.asked, [])
        XCTAssertEqual(answers.with { answers in answers }, [.cancelled])
    }

    func testFurtherAnswersAreIgnored() {
        let answers = Guarded<[PromptAnswer]>([])
        let prompt = FakePrompt()
        let asking = Asking { answer in answers.with { answers in answers.append(answer) } }
        asking.ask(prompt, request)

        prompt.answer(.failed(.other))
        prompt.answer(.signed(Data([1])))

        XCTAssertEqual(answers.with { answers in answers }, [.failed(.other)])
    }

    func testEverybodyWhoListensIsToldUntilItEnds() async {
        let broadcast = Broadcast<Int>()
        let one = broadcast.stream()
        let other = broadcast.stream()

        broadcast.tell(1)
        broadcast.tell(2)
        broadcast.finish()
        broadcast.tell(3)

        let heard = [await all(of: one), await all(of: other), await all(of: broadcast.stream())]
        XCTAssertEqual(heard, [[1, 2], [1, 2], []])
    }

    func testAStreamThatNobodyReadsAnyMoreIsLetGo() async throws {
        let broadcast = Broadcast<Int>()
        let stream = broadcast.stream()
        let reading = Task { for await _ in stream {} }

        let before = broadcast.isUnheard
        reading.cancel()

        try await until { broadcast.isUnheard }
        XCTAssertFalse(before)
    }

    private let request = SigningRequest(key: "k", signingInput: Data(), purpose: .newKey)

    private func all(of stream: AsyncStream<Int>) async -> [Int] {
        var elements: [Int] = []
        for await element in stream { elements.append(element) }
        return elements
    }
}
