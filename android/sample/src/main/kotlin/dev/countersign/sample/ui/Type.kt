package dev.countersign.sample.ui

/** The sizes of text, in sp: they grow with what the person has set. */
internal enum class Type(val size: Float, val weight: Int) {
    /** The amount, where it fits. */
    AMOUNT(48f, 700),

    /** The six digits. */
    DIGITS(40f, 650),
    HEADLINE(22f, 650),
    NAME(19f, 650),
    SENTENCE(17f, 500),
    LARGE(17f, 650),
    BUTTON(17f, 600),
    TITLE(15f, 650),
    VALUE(15f, 500),
    BODY(15f, 400),
    SMALL(14f, 500),
    LABEL(13f, 400),
}
