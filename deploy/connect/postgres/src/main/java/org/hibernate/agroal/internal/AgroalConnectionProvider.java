package org.hibernate.agroal.internal;

/**
 * Stands where Debezium's JDBC sink names Hibernate's Agroal pool as its default: without any class of this name the sink's
 * settings cannot be loaded.
 *
 * <p>The artifact org.hibernate.orm:hibernate-agroal could not be had where this is built, so the connections come from
 * HikariCP, by {@code connection.provider}. With the real artifact in the plugin's folder, delete this jar.
 */
public final class AgroalConnectionProvider {

    public AgroalConnectionProvider() {
        throw new UnsupportedOperationException("This build has no Agroal: set"
                + " connection.provider=org.hibernate.hikaricp.internal.HikariCPConnectionProvider");
    }
}
