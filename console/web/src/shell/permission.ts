/** Whether the browser lets this page tell news; it is asked only after an agent's own wish. */

/** "denied" too where the browser knows no notifications, as on a page without TLS. */
export function permission(): NotificationPermission {
  return "Notification" in window ? Notification.permission : "denied";
}

/** Asks, if nobody was asked yet; whether it may be now. */
export async function permitted(): Promise<boolean> {
  if (permission() !== "default") return permission() === "granted";
  return (await Notification.requestPermission()) === "granted";
}
