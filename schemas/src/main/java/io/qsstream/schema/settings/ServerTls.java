package io.qsstream.schema.settings;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * TLS on a service's own port, from two PEM files. The management port stays plain: it has no login either, and belongs
 * to a network of its own.
 */
public final class ServerTls {

    public static final String CERTIFICATE = "qsstream.tls.certificate";
    public static final String KEY = "qsstream.tls.key";

    /**
     * What the HTTP server is to be told; nothing where neither file is set.
     *
     * @param setting the value of a setting by its full name
     * @throws StartRefused if one of the files is missing, or is not what it should be
     */
    public static Map<String, Object> properties(Function<String, Optional<String>> setting) {
        Optional<String> certificate = setting.apply(CERTIFICATE).filter(file -> !file.isBlank());
        Optional<String> key = setting.apply(KEY).filter(file -> !file.isBlank());
        if (certificate.isEmpty() && key.isEmpty()) {
            return Map.of();
        }
        if (certificate.isEmpty() || key.isEmpty()) {
            throw new StartRefused(CERTIFICATE + " and " + KEY + " belong together: set both or neither");
        }
        checkCertificate(certificate.get());
        checkKey(key.get());
        return Map.of(
                "micronaut.server.ssl.enabled",
                true,
                "micronaut.server.ssl.port",
                setting.apply("micronaut.server.port").orElse("8443"),
                "micronaut.server.ssl.key-name",
                "server",
                "micronaut.server.ssl.protocols",
                "TLSv1.3,TLSv1.2",
                "micronaut.certificate.file.server.path",
                key.get(),
                "micronaut.certificate.file.server.certificate-path",
                certificate.get(),
                "micronaut.certificate.file.server.format",
                "PEM",
                // A renewed certificate is taken without a restart.
                "micronaut.certificate.file.server.refresh-mode",
                "FILE_WATCHER_OR_SCHEDULER");
    }

    private static void checkCertificate(String file) {
        try (InputStream content = Files.newInputStream(path(CERTIFICATE, file))) {
            if (CertificateFactory.getInstance("X.509")
                    .generateCertificates(content)
                    .isEmpty()) {
                throw new StartRefused(CERTIFICATE + "=" + file + " holds no certificate: give it a PEM file");
            }
        } catch (IOException e) {
            throw unreadable(CERTIFICATE, file, e);
        } catch (CertificateException e) {
            throw new StartRefused(CERTIFICATE + "=" + file + " holds no certificate: give it a PEM file", e);
        }
    }

    /** What a mistake says never quotes the file. */
    private static void checkKey(String file) {
        try {
            if (!Files.readString(path(KEY, file), java.nio.charset.StandardCharsets.ISO_8859_1)
                    .contains("PRIVATE KEY-----")) {
                throw new StartRefused(KEY + "=" + file + " holds no private key: give it a PEM file");
            }
        } catch (IOException e) {
            throw unreadable(KEY, file, e);
        }
    }

    private static Path path(String setting, String file) {
        try {
            return Path.of(file);
        } catch (InvalidPathException e) {
            throw unreadable(setting, file, e);
        }
    }

    private static StartRefused unreadable(String setting, String file, Exception e) {
        return new StartRefused(
                "Cannot read " + setting + "=" + file + " (" + e.getClass().getSimpleName()
                        + "): check its path and that this process may read it",
                e);
    }

    private ServerTls() {}
}
