// What nginx itself has no words for.

/** The client's certificate as RFC 9440 §2.2 writes it: base64 of its DER between colons. */
function clientCert(request) {
  const pem = request.variables.ssl_client_raw_cert;
  return pem ? `:${pem.replace(/-----[^-]+-----|\s/g, '')}:` : '';
}

export default { clientCert };
