// What the phone says, in Spanish.

export default {
  name: "Español",

  asked: {
    region: "Lo que se pide", who: "Quién lo pide", what: "Qué", behalf: "en nombre de {party}", known: "Conocido por {bank}",
    client_words: "texto escrito por la tienda", where: "Dónde se inició", ago: "Hace cuánto", further: "Más detalles", end: "Eso es todo",
  },
  number: { title: "El número de la tienda", help: "Escriba el número que la tienda le muestra ahora." },
  choice: { any: "Elija las que quiera", at_most: { one: "Elija una como máximo", other: "Elija {n} como máximo" } },
  missing: {
    account: "Elija una cuenta para aprobar", accounts: "Elija al menos una cuenta para aprobar",
    fewer: { one: "Elija una cuenta como máximo", other: "Elija {n} cuentas como máximo" },
    number: "Escriba el número de la tienda para aprobar", read: "Lea hasta el final para aprobar", time: "Se acabó el tiempo", enrol: "Vuelva a registrar el teléfono para aprobar",
  },
  answer: {
    nothing_sent: "No se envía nada antes de su huella", decline: "Rechazar", approve: "Aprobar", approve_with: "Aprobar con la huella", not_me: "Yo no he iniciado esto",
    done: "Listo", close: "Cerrar", again: "Reintentar", receipt: "El recibo del banco",
  },

  left: { over: "Se acabó el tiempo", seconds: { one: "Queda {n} segundo", other: "Quedan {n} segundos" }, minute: "Queda un minuto, más o menos", minutes: { one: "Queda {n} minuto", other: "Quedan {n} minutos" } },
  ago: { now: "ahora mismo", minute: "hace un minuto", minutes: { one: "hace {n} minuto", other: "hace {n} minutos" }, hour: "hace una hora", hours: { one: "hace {n} hora", other: "hace {n} horas" } },

  notice: { decide: "Su banco le pide una decisión", none: "Sin avisos" },
  network: "Sin red",
  home: {
    region: "La aplicación del banco", nothing: "Nada que decidir", first: "Cuando alguien pida su dinero o sus datos, aparecerá primero aquí.",
    waiting: { one: "Le espera una decisión", other: "Le esperan {n} decisiones" }, open: "Abrir la solicitud", decides_for: "Este teléfono decide por", history: "Lo que ha decidido", refresh: "Preguntar al banco si hay algo nuevo",
  },
  assurance: {
    content_bound: ["Su respuesta está ligada a lo que ha visto", "Su respuesta no está ligada a lo que ha visto"],
    server_signed_request: ["El banco firma cada solicitud", "El banco no firma sus solicitudes"],
    hardware_key: ["La clave nunca sale del hardware de este teléfono", "Una clave de software, solo para probar"],
  },
  past: { unnamed: "Una solicitud que no se mostró" },

  enrol: {
    title: "Añadir este teléfono", text: "Apruebe con su huella lo que pida {bank}. El banco muestra un código y este teléfono lo escanea.", scan: "Escanear el código del banco", code: "El código del banco, tal como lo ha escaneado este teléfono",
    bank: "Banco", account: "Cuenta", add: "Añadir con la huella", not_now: "Ahora no", compare: "Compare las cifras", compare_text: "El banco también muestra seis cifras. Confirme allí solo si son las mismas.", to_bank: "Ir al banco",
    again: "Volver a registrar", blocked: "Este teléfono está bloqueado", blocked_text: "No puede aprobar nada hasta que el banco lo desbloquee.",
  },
  finger: {
    approve: "Apruebe con su huella", add: "Añada este teléfono con su huella", sensor: "Este es el sensor del teléfono. Usted es el dedo.", touch: "Tocar el sensor",
    wrong: "Dedo equivocado", cancel: "Cancelar", or: "O haga que algo falle", locked: "Sensor bloqueado", invalid: "Clave anulada",
  },
  report: { title: "Diga al banco que no ha sido usted", text: "La solicitud se rechaza y este teléfono queda bloqueado hasta que el banco lo revise.", confirm: "Avisar y bloquear", back: "Volver" },

  banners: {
    cancelled: { title: "Huella cancelada", text: "No se ha enviado nada ni se ha perdido nada. Puede aprobar o rechazar." },
    fingerprint_failed: { title: "Dedo no reconocido", text: "No se ha enviado nada. Inténtelo de nuevo o rechace." },
    locked_out: { title: "El sensor está bloqueado", text: "Hubo demasiados dedos equivocados. Espere un poco e inténtelo de nuevo. Para rechazar no hace falta." },
    not_added: { title: "Este teléfono no se ha añadido", text: "Para eso hace falta la huella. No se ha enviado nada." },
    key_invalid: { title: "La clave de este teléfono ya no es válida", text: "Han cambiado sus huellas o su bloqueo de pantalla. Vuelva a registrarlo para aprobar. Rechazar sigue siendo posible." },
  },
  screens: {
    arriving: { title: "Está llegando una solicitud", text: "Su teléfono la recoge del banco y la comprueba. Antes de eso no se muestra nada." },
    cannot_show: { title: "Esta solicitud no se puede mostrar con seguridad", text: "Por eso no se puede aprobar. Puede rechazarla." },
    sending: { title: "Enviando su respuesta", text: "Está firmada y guardada en este teléfono. Espera a que el banco la confirme." },
    approved: { title: "Aprobado", text: "El banco ha registrado su aprobación y ha firmado un recibo." },
    declined: { title: "Rechazado", text: "El banco ha registrado que usted rechazó. No se ha pagado ni compartido nada." },
    expired: { title: "Se acabó el tiempo", text: "La solicitud no se respondió a tiempo. No se ha aprobado nada." },
    withdrawn: { title: "El banco ha retirado esta solicitud", text: "Ya no hay nada que decidir. No se ha aprobado nada." },
    answered_elsewhere: { title: "Respondida en otro dispositivo", text: "Esta solicitud ya está decidida. Desde aquí no se ha enviado nada." },
    refused: { title: "El banco no ha aceptado su respuesta", text: "No se ha aprobado nada. Si todavía lo quiere, empiece de nuevo en la tienda." },
    unknown: { title: "Todavía no se sabe", text: "Su respuesta se envió, pero no llegó ninguna confirmación. La misma respuesta se vuelve a enviar hasta que el banco la confirme. Solo puede contar una vez." },
    never_learned: { title: "Nunca se supo", text: "El banco no confirmó nada sobre su respuesta y este teléfono ya no pregunta. Puede haber contado. Pregunte a su banco." },
    offline: { title: "Sin conexión con el banco", text: "No se ha perdido nada. Inténtelo de nuevo cuando tenga conexión." },
    not_genuine: { title: "Esto no viene de su banco", text: "El mensaje no estaba firmado por su banco. No se ha mostrado ni respondido nada." },
  },
  outcomes: {
    approved: "Aprobado", denied: "Rechazado", declined: "Rechazado", expired: "Caducado", withdrawn: "Retirado",
    answered_elsewhere: "Respondido en otro lugar", refused: "No aceptado por el banco", unknown: "Todavía no se sabe", never_learned: "Nunca se supo",
  },
};
