package io.qsstream.processor.event;

/** What a stage takes in: every record of the raw topic, for its clock and for what it says, and what stages before it emit. */
public sealed interface StageRecord permits NormalisedEvent, Emission {}
