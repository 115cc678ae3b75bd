package io.qsstream.local.stack;

/**
 * Where Kafka Connect writes for analysts.
 *
 * @param postgres JDBC URL
 * @param warehouse folder of Iceberg's tables; empty for none
 */
public record DataOut(String postgres, String user, String password, String warehouse) {

    @Override
    public String toString() {
        return "DataOut[warehouse=" + warehouse + "]";
    }
}
