export { Dashboard } from "./dashboard";
export { NotificationTopic } from "./notification-topic";
