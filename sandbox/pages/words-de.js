// What the phone says, in German.

export default {
  name: "Deutsch",

  asked: {
    region: "Was angefragt wird", who: "Wer anfragt", what: "Was", behalf: "im Auftrag von {party}", known: "Der {bank} bekannt",
    client_words: "eigene Worte des Shops", where: "Wo es begonnen wurde", ago: "Wie lange her", further: "Weitere Angaben", end: "Das ist alles",
  },
  number: { title: "Die Zahl im Shop", help: "Geben Sie die Zahl ein, die der Shop Ihnen jetzt zeigt." },
  choice: { any: "Wählen Sie so viele, wie Sie möchten", at_most: { one: "Wählen Sie höchstens eines", other: "Wählen Sie höchstens {n}" } },
  missing: {
    account: "Zum Zustimmen ein Konto wählen", accounts: "Zum Zustimmen mindestens ein Konto wählen",
    fewer: { one: "Höchstens ein Konto wählen", other: "Höchstens {n} Konten wählen" },
    number: "Zum Zustimmen die Zahl aus dem Shop eingeben", read: "Zum Zustimmen bis zum Ende lesen", time: "Die Zeit ist abgelaufen", enrol: "Zum Zustimmen neu anmelden",
  },
  answer: {
    nothing_sent: "Vor Ihrem Fingerabdruck wird nichts gesendet", decline: "Ablehnen", approve: "Zustimmen", approve_with: "Mit Fingerabdruck zustimmen", not_me: "Das habe ich nicht begonnen",
    done: "Fertig", close: "Schließen", again: "Noch einmal", receipt: "Die Quittung der Bank",
  },

  left: { over: "Die Zeit ist abgelaufen", seconds: { one: "Noch {n} Sekunde", other: "Noch {n} Sekunden" }, minute: "Noch etwa eine Minute", minutes: { one: "Noch {n} Minute", other: "Noch {n} Minuten" } },
  ago: { now: "gerade eben", minute: "vor einer Minute", minutes: { one: "vor {n} Minute", other: "vor {n} Minuten" }, hour: "vor einer Stunde", hours: { one: "vor {n} Stunde", other: "vor {n} Stunden" } },

  notice: { decide: "Ihre Bank bittet um Ihre Entscheidung", none: "Keine Mitteilung" },
  network: "Kein Netz",
  home: {
    region: "Die App der Bank", nothing: "Nichts zu entscheiden", first: "Wenn jemand nach Ihrem Geld oder Ihren Daten fragt, erscheint es zuerst hier.",
    waiting: { one: "Eine Entscheidung wartet auf Sie", other: "{n} Entscheidungen warten auf Sie" }, open: "Anfrage öffnen", decides_for: "Dieses Telefon entscheidet für", history: "Was Sie entschieden haben", refresh: "Bank nach Neuem fragen",
  },
  assurance: {
    content_bound: ["Ihre Antwort ist an das gebunden, was Sie gesehen haben", "Ihre Antwort ist nicht an das gebunden, was Sie gesehen haben"],
    server_signed_request: ["Die Bank signiert jede Anfrage", "Die Bank signiert ihre Anfragen nicht"],
    hardware_key: ["Der Schlüssel verlässt die Hardware dieses Telefons nie", "Ein Software-Schlüssel, nur zum Ausprobieren"],
  },
  past: { unnamed: "Eine Anfrage, die nicht gezeigt wurde" },

  enrol: {
    title: "Dieses Telefon hinzufügen", text: "Stimmen Sie mit Ihrem Fingerabdruck zu, wenn die {bank} fragt. Die Bank zeigt einen Code, und dieses Telefon scannt ihn.", scan: "Code der Bank scannen", code: "Der Code der Bank, wie dieses Telefon ihn gescannt hat",
    bank: "Bank", account: "Konto", add: "Mit Fingerabdruck hinzufügen", not_now: "Jetzt nicht", compare: "Vergleichen Sie die Ziffern", compare_text: "Auch die Bank zeigt sechs Ziffern. Bestätigen Sie dort nur, wenn es dieselben sind.", to_bank: "Zur Bank",
    again: "Neu anmelden", blocked: "Dieses Telefon ist gesperrt", blocked_text: "Es kann nichts zustimmen, bis die Bank es entsperrt.",
  },
  finger: {
    approve: "Mit Ihrem Fingerabdruck zustimmen", add: "Dieses Telefon mit Ihrem Fingerabdruck hinzufügen", sensor: "Das ist der Sensor des Telefons. Sie sind der Finger.", touch: "Sensor berühren",
    wrong: "Falscher Finger", cancel: "Abbrechen", or: "Oder lassen Sie etwas schiefgehen", locked: "Ausgesperrt", invalid: "Schlüssel ungültig",
  },
  report: { title: "Der Bank sagen, dass Sie das nicht waren", text: "Die Anfrage wird abgelehnt, und dieses Telefon bleibt gesperrt, bis die Bank es geprüft hat.", confirm: "Melden und sperren", back: "Zurück" },

  banners: {
    cancelled: { title: "Fingerabdruck abgebrochen", text: "Nichts wurde gesendet und nichts ist verloren. Sie können zustimmen oder ablehnen." },
    fingerprint_failed: { title: "Finger nicht erkannt", text: "Nichts wurde gesendet. Versuchen Sie es noch einmal, oder lehnen Sie ab." },
    locked_out: { title: "Der Sensor ist gesperrt", text: "Es waren zu viele falsche Finger. Warten Sie ein wenig und versuchen Sie es noch einmal. Ablehnen geht auch so." },
    not_added: { title: "Dieses Telefon wurde nicht hinzugefügt", text: "Dafür ist der Fingerabdruck nötig. Nichts wurde gesendet." },
    key_invalid: { title: "Der Schlüssel dieses Telefons gilt nicht mehr", text: "Seine Fingerabdrücke oder seine Bildschirmsperre haben sich geändert. Melden Sie es neu an, um zuzustimmen. Ablehnen geht weiterhin." },
  },
  screens: {
    arriving: { title: "Eine Anfrage kommt an", text: "Ihr Telefon holt sie von der Bank und prüft sie. Vorher wird nichts gezeigt." },
    cannot_show: { title: "Diese Anfrage kann nicht sicher gezeigt werden", text: "Darum kann ihr nicht zugestimmt werden. Sie können ablehnen." },
    sending: { title: "Ihre Antwort wird gesendet", text: "Sie ist signiert und auf diesem Telefon gespeichert. Sie wartet darauf, dass die Bank sie bestätigt." },
    approved: { title: "Zugestimmt", text: "Die Bank hat Ihre Zustimmung vermerkt und eine Quittung signiert." },
    declined: { title: "Abgelehnt", text: "Die Bank hat vermerkt, dass Sie abgelehnt haben. Nichts wurde gezahlt oder geteilt." },
    expired: { title: "Die Zeit ist abgelaufen", text: "Die Anfrage wurde nicht rechtzeitig beantwortet. Nichts wurde bewilligt." },
    withdrawn: { title: "Die Bank hat diese Anfrage zurückgezogen", text: "Es gibt nichts mehr zu entscheiden. Nichts wurde bewilligt." },
    answered_elsewhere: { title: "Auf einem anderen Gerät beantwortet", text: "Diese Anfrage ist schon entschieden. Von hier wurde nichts gesendet." },
    refused: { title: "Die Bank hat Ihre Antwort nicht angenommen", text: "Nichts wurde bewilligt. Wenn Sie es noch wollen, beginnen Sie im Shop von vorn." },
    unknown: { title: "Noch nicht bekannt", text: "Ihre Antwort wurde gesendet, aber es kam keine Bestätigung zurück. Dieselbe Antwort wird wieder gesendet, bis die Bank sie bestätigt. Sie zählt nur einmal." },
    never_learned: { title: "Nie erfahren", text: "Die Bank hat zu Ihrer Antwort nichts bestätigt, und dieses Telefon fragt nicht mehr nach. Sie kann gezählt haben. Fragen Sie Ihre Bank." },
    offline: { title: "Keine Verbindung zur Bank", text: "Nichts ist verloren. Versuchen Sie es noch einmal, wenn Sie verbunden sind." },
    not_genuine: { title: "Das kam nicht von Ihrer Bank", text: "Die Nachricht war nicht von Ihrer Bank signiert. Nichts wurde gezeigt und nichts beantwortet." },
  },
  outcomes: {
    approved: "Zugestimmt", denied: "Abgelehnt", declined: "Abgelehnt", expired: "Abgelaufen", withdrawn: "Zurückgezogen",
    answered_elsewhere: "Anderswo beantwortet", refused: "Von der Bank nicht angenommen", unknown: "Noch nicht bekannt", never_learned: "Nie erfahren",
  },
};
