import CountersignAPI
import XCTest

/// From the button to the receipt, and everything that may come between.
final class ScreenEventsTests: XCTestCase {
    func testAnApprovalGoesFromThePromptOverTheBankToTheReceipt() {
        var screen = asked()

        var stages = [screen.stage]
        screen.answered(.signed(Data([1])))
        stages.append(screen.stage)
        screen.ended(approving: .decided(.recorded(receipt: "receipt")))
        stages.append(screen.stage)

        XCTAssertEqual(
            stages,
            [
                .waitingForPrompt(Given.view()), .sending, .ended(.approved(receipt: "receipt")),
            ]
        )
    }

    func testAPromptThatWasClosedIsBackToReadyAndNothingIsLost() {
        var screen = asked()

        screen.answered(.cancelled)
        screen.ended(approving: .cancelled)

        XCTAssertEqual(screen.stage, .ready(Given.view()))
        XCTAssertEqual(screen.banner, .cancelled)
        XCTAssertTrue(screen.canApprove)
    }

    func testWhateverFailedIsOneSentenceAndWhatIsToBeDone() {
        let after: [(PromptFailure, Approving, ConsentScreen.Banner, ConsentScreen.Missing?)] = [
            (.notRecognised, .possible, .notApproved, nil),
            (.other, .possible, .notApproved, nil),
            (.lockedOut, .possible, .sensorLocked, nil),
            (.notRecognised, .locked, .locked, .unblocking),
            (.keyInvalidated, .enrolAgain, .enrolAgain, .enrolment),
        ]
        for (failure, approving, banner, missing) in after {
            var screen = asked()

            screen.ended(approving: .notApproved(failure, approving))

            XCTAssertEqual(screen.banner, banner, "\(failure)")
            XCTAssertEqual(screen.missing, missing, "\(failure)")
            XCTAssertTrue(screen.canDecline, "\(failure)")
        }
    }

    func testADecisionEndsAsTheBankSays() {
        let endings: [(Delivery, ConsentScreen.Ending, ConsentScreen.Ending)] = [
            (.recorded(receipt: "r"), .approved(receipt: "r"), .declined(receipt: "r")),
            (.refused, .refused, .refused),
            (.answeredElsewhere, .answeredElsewhere, .answeredElsewhere),
            (.withdrawn, .withdrawn, .withdrawn),
            (.expired, .expired, .expired),
            (.unknown, .unknown, .unknown),
            (.neverLearned, .neverLearned, .neverLearned),
        ]
        for (delivery, approved, declined) in endings {
            var approving = asked()
            var declining = ready()
            let begun = declining.beginDeclining()

            approving.ended(approving: .decided(delivery))
            declining.ended(declining: delivery)

            XCTAssertTrue(begun)
            XCTAssertEqual(approving.stage, .ended(approved))
            XCTAssertEqual(declining.stage, .ended(declined))
        }
    }

    func testWhatFailedBeforeItWasOpenedShowsNothingOfIt() {
        var offline = ConsentScreen()
        var forged = ConsentScreen()
        var over = ConsentScreen()

        offline.failed(.tryLater)
        forged.failed(.notGenuine)
        over.failed(.over)

        XCTAssertEqual(offline.stage, .failed(.tryLater))
        XCTAssertEqual(forged.stage, .failed(.notGenuine))
        XCTAssertEqual(over.stage, .ended(.over))
        XCTAssertFalse(offline.canDecline || forged.canDecline || over.canDecline)
    }

    func testWhatFailedInHandLeavesWhatTheLawAsksFor() {
        let after: [(CountersignError, ConsentScreen.Banner, ConsentScreen.Missing?)] = [
            (.tryLater, .offline, nil),
            (.correct, .correct, nil),
            (.askAgain, .notApproved, nil),
            (.onlyDeny, .locked, .unblocking),
            (.enrolAgain, .enrolAgain, .enrolment),
        ]
        for (failure, banner, missing) in after {
            var screen = asked()

            screen.failed(failure)

            XCTAssertEqual(screen.banner, banner, "\(failure)")
            XCTAssertEqual(screen.missing, missing, "\(failure)")
            XCTAssertTrue(screen.canDecline, "\(failure)")
        }
    }

    func testWhatCannotGoOnIsTakenOffTheScreen() {
        for failure in [CountersignError.openAgain, .notGenuine, .updateApp, .defect] {
            var screen = asked()

            screen.failed(failure)

            XCTAssertEqual(screen.stage, .failed(failure))
            XCTAssertNil(screen.view)
        }
    }

    func testThisWasNotMeDeclinesAndSaysWhetherTheBankKnows() {
        var told = ready()
        var later = ready()
        var decidedBefore = ready()

        told.ended(reporting: Reported(denial: .recorded(receipt: "r"), report: .now))
        later.ended(reporting: Reported(denial: .unknown, report: .later))
        decidedBefore.ended(reporting: Reported(denial: nil, report: .now))

        XCTAssertEqual(told.stage, .ended(.declined(receipt: "r")))
        XCTAssertNil(told.banner)
        XCTAssertEqual(later.stage, .ended(.unknown))
        XCTAssertEqual(later.banner, .reportLater)
        XCTAssertEqual(decidedBefore.stage, .ended(.over))
    }

    func testTheHistorySaysHowItEnded() {
        var screen = ready()
        screen.failed(.over)

        screen.learned(entry(.withdrawn))

        XCTAssertEqual(screen.stage, .ended(.withdrawn))
    }

    func testTheHistoryChangesNothingThatIsStillOpen() {
        var screen = ready()

        screen.learned(entry(.approved))

        XCTAssertEqual(screen.stage, .ready(Given.view()))
    }

    func testNobodyApprovesTwiceOrDeclinesMeanwhile() {
        var screen = asked()

        XCTAssertNil(screen.beginApproving())
        XCTAssertFalse(screen.beginDeclining())
        XCTAssertEqual(screen.stage, .waitingForPrompt(Given.view()))
    }

    func testAWatchedPromptTellsWhatItAnswersBeforeItIsSettled() {
        let told = Guarded<[PromptAnswer]>([])
        let prompt = WatchedPrompt(AtOnce(answer: .cancelled)) { answer in
            told.with { told in told.append(answer) }
        }
        let request = SigningRequest(key: "k", signingInput: Data(), purpose: .newKey)

        _ = prompt.ask(request) { answer in
            told.with { told in told += [answer, answer] }
        }

        XCTAssertEqual(told.with { told in told.count }, 3)
    }

    private struct AtOnce: SigningPrompt {
        let answer: PromptAnswer

        func ask(
            _ request: SigningRequest,
            answer: @escaping @Sendable (PromptAnswer) -> Void
        ) -> PromptHandle {
            answer(self.answer)
            return PromptHandle {}
        }
    }

    private func entry(_ outcome: Outcome) -> HistoryEntry {
        HistoryEntry(
            number: 1,
            enrolment: "e-1",
            request: "r-1",
            title: nil,
            arrivedAt: Given.now,
            outcome: outcome,
            endedAt: Given.now,
            receipt: nil
        )
    }

    private func ready() -> ConsentScreen {
        var screen = ConsentScreen()
        screen.opened(Given.request(), of: Given.enrolment())
        for part in ConsentScreen.parts(of: Given.view()) { screen.wasOnScreen(part) }
        return screen
    }

    private func asked() -> ConsentScreen {
        var screen = ready()
        XCTAssertNotNil(screen.beginApproving())
        return screen
    }
}
