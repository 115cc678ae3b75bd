package io.qsstream.schema.serde;

/** The frame around every Avro body, as Confluent defined it: magic byte 0, schema id in four bytes, greatest first. */
final class WireFormat {

    static final byte MAGIC = 0;
    static final int HEADER_BYTES = 5;

    private WireFormat() {}
}
