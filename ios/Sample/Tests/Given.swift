import CountersignAPI
import CountersignTesting
import Foundation

@testable import Sample

/// What the tests begin with: a payment of 123.50 EUR to Merchant A, from a choice of two accounts.
enum Given {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    static func enrolment(
        _ id: String = "e-1",
        state: EnrolmentState = .active,
        account: String = "ending 8605",
        needsReenrolment: Bool = false
    ) -> Enrolment {
        Enrolment(
            id: id,
            issuer: "https://bank.example",
            bank: "Desk Bank",
            account: account,
            state: state,
            digits: "012345",
            assurance: Assurance(contentBound: true, serverSignedRequest: true, hardwareKey: true),
            needsReenrolment: needsReenrolment
        )
    }

    static func request(
        _ id: String = "r-1",
        reading: ConsentRequest.Reading? = nil,
        recent: Recent = .usual
    ) -> ConsentRequest {
        ConsentRequest(
            request: id,
            enrolment: "e-1",
            expiresAt: now.addingTimeInterval(120),
            requestHash: "hash",
            recent: recent,
            reading: reading ?? .shown(view())
        )
    }

    static func view(
        sections: [ConsentRequest.Section]? = nil,
        choices: [ConsentRequest.Choice] = [],
        numberDigits: Int? = nil,
        warnings: [ConsentRequest.Warning] = []
    ) -> ConsentRequest.View {
        ConsentRequest.View(
            locale: "en",
            rightToLeft: false,
            timeZone: "Europe/Berlin",
            title: "Pay 123.50 EUR to Merchant A",
            amount: "123.50 EUR",
            warnings: warnings,
            sections: sections ?? [clientPart, paymentPart, contextPart, requestPart],
            choices: choices,
            numberDigits: numberDigits,
            requestedAt: now,
            expiresAt: now.addingTimeInterval(120)
        )
    }

    static let clientPart = section("client", [
        field("/name", "Corner Shop", .party, 1),
        field("/legal_name", "Corner Shop Ltd", .party, 2),
        field("/registration", "HRB 1", .text, 3),
    ])

    static let paymentPart = section("authorization_details/0", [
        field("/type", "Payment", .permission, 2),
        field("/instructedAmount", "123.50 EUR", .amount, 1),
        field("/creditorName", "Merchant A", .party, 1),
        field("/creditorAccount/iban", "DE02 1001 0010 9307 1186 03", .account, 1),
        field("/remittanceInformationUnstructured", "Order 4711", .text, 2),
    ])

    static let contextPart = section("context", [
        field("/device", "A web page", .text, 2)
    ])

    static let requestPart = section("request", [
        field("/iat", "1 January", .time, 3), field("/exp", "1 January", .time, 2),
    ])

    static func account(_ place: Int, label: String) -> ConsentRequest.Section {
        section("accounts/\(place)", [
            field("/label", label, .text, 2),
            field("/identification", "DE87 **** 7890", .account, 2),
            field("/currency", "EUR", .code, 2),
        ])
    }

    static func choice(atLeast: Int = 1, atMost: Int = 1) -> ConsentRequest.Choice {
        ConsentRequest.Choice(
            detail: 0,
            title: "Choose the account to pay from",
            atLeast: atLeast,
            atMost: atMost,
            accounts: [
                ConsentRequest.AccountOffer(
                    id: "travel", label: "Travel", identification: "DE40 **** 8608", currency: "EUR"
                ),
                ConsentRequest.AccountOffer(
                    id: "household", label: "House", identification: "DE87 **** 7890", currency: nil
                ),
            ]
        )
    }

    static func section(
        _ key: String,
        _ fields: [ConsentRequest.Field]
    ) -> ConsentRequest.Section {
        ConsentRequest.Section(key: key, title: "About \(key)", fields: fields)
    }

    static func field(
        _ key: String,
        _ text: String,
        _ kind: ConsentRequest.FieldKind,
        _ prominence: Int,
        warnings: [ConsentRequest.Warning] = []
    ) -> ConsentRequest.Field {
        ConsentRequest.Field(
            key: key,
            label: "Label of \(key)",
            text: text,
            kind: kind,
            prominence: prominence,
            warnings: warnings
        )
    }
}

/// Runs what belongs to the main actor.
func onMain(_ work: @MainActor () async throws -> Void) async rethrows {
    try await work()
}
