package io.qsstream.schema.serde;

/**
 * A generated record that writes and reads itself, field after field, in the two forms of {@link RecordCodec}. The template
 * that makes the records makes this too ({@code src/main/avro-templates}): what an interpreter of the schema would ask for
 * each value is known to the compiler.
 */
public interface Coded {

    /** Writes it in Avro's binary encoding. */
    void writeTo(AvroOutput out);

    /** Sets all fields as {@link #writeTo} has written them. */
    void readFrom(AvroInput in);

    /** Writes it in the compact form. */
    void writeCompactTo(AvroOutput out, WellKnown texts);

    /** Sets all fields as {@link #writeCompactTo} has written them. */
    void readCompactFrom(AvroInput in, WellKnown texts);
}
