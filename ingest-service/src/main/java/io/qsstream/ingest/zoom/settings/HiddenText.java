package io.qsstream.ingest.zoom.settings;

/** A secret that must be sent as it is. Never shows itself. */
public final class HiddenText {

    private final String text;

    public HiddenText(String text) {
        this.text = text;
    }

    /** The secret; for a request's header, never for a message. */
    public String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "hidden";
    }
}
