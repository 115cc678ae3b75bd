package io.qsstream.processor.alert;

import io.qsstream.processor.event.NormalisedEvent;
import io.qsstream.v1.QosSample;

/** What the alert stage hears: every record, for its clock and the ends of legs, and every sample as merged. */
public sealed interface AlertInput {

    record Heard(NormalisedEvent event) implements AlertInput {}

    record Measured(QosSample sample) implements AlertInput {}
}
