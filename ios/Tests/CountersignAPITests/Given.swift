import CountersignAPI
import Foundation

/// What the tests begin with: a payment of 123.50 EUR to Merchant A.
enum Given {
    static let now = Date(timeIntervalSince1970: 1_800_000_000)

    static func enrolment(needsReenrolment: Bool = false, locked: Bool = false) -> Enrolment {
        Enrolment(
            id: "e-1",
            issuer: "https://bank.example",
            bank: "Desk Bank",
            account: "ending 8605",
            state: .active,
            digits: "012345",
            assurance: Assurance(
                contentBound: true,
                serverSignedRequest: true,
                hardwareKey: true
            ),
            needsReenrolment: needsReenrolment,
            locked: locked
        )
    }

    static func request(
        _ id: String = "r-1",
        reading: ConsentRequest.Reading? = nil
    ) -> ConsentRequest {
        ConsentRequest(
            request: id,
            enrolment: "e-1",
            expiresAt: now.addingTimeInterval(300),
            requestHash: "hash",
            recent: Recent(lastHour: 1, lastDay: 1, level: .usual),
            reading: reading ?? .shown(view())
        )
    }

    /// A warning, three fields of prominence 1, 2 and 3, and what else is asked for.
    static func view(
        choices: [ConsentRequest.Choice] = [],
        numberDigits: Int? = nil
    ) -> ConsentRequest.View {
        ConsentRequest.View(
            locale: "en-GB",
            rightToLeft: false,
            timeZone: "Europe/Berlin",
            title: "Pay 123.50 EUR to Merchant A",
            amount: "123.50 EUR",
            warnings: [ConsentRequest.Warning(key: "payee_no_match", text: "The name differs")],
            sections: [
                ConsentRequest.Section(
                    key: "authorization_details/0",
                    title: "Payment",
                    fields: [
                        field("/instructedAmount", "123.50 EUR", .amount, prominence: 1),
                        field("/creditorName", "Merchant A", .party, prominence: 2),
                        field("/reference", "Order 4711", .text, prominence: 3),
                    ]
                )
            ],
            choices: choices,
            numberDigits: numberDigits,
            requestedAt: now,
            expiresAt: now.addingTimeInterval(300)
        )
    }

    static func choice(atLeast: Int = 1, atMost: Int = 1) -> ConsentRequest.Choice {
        ConsentRequest.Choice(
            detail: 0,
            title: "From which account?",
            atLeast: atLeast,
            atMost: atMost,
            accounts: ["travel", "household", "savings"].map { id in
                ConsentRequest.AccountOffer(
                    id: id,
                    label: "An account",
                    identification: "ending 1",
                    currency: "EUR"
                )
            }
        )
    }

    private static func field(
        _ key: String,
        _ text: String,
        _ kind: ConsentRequest.FieldKind,
        prominence: Int
    ) -> ConsentRequest.Field {
        ConsentRequest.Field(
            key: key,
            label: "Label",
            text: text,
            kind: kind,
            prominence: prominence
        )
    }
}
