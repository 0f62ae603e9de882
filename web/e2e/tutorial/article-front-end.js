// A front-end typed as the tutorial's article has it, with the interceptor of axios-auth-refresh 3, its version then. It
// keeps both tokens in localStorage, and its first refresh token for ever. Nothing of this project's client is in it.
import axios from 'axios';
import createAuthRefreshInterceptor from 'axios-auth-refresh-3';

const API_URL = 'API_URL';

const api = axios.create({ baseURL: API_URL });

api.interceptors.request.use((config) => {
  config.headers['Authorization'] = `Bearer ${localStorage.getItem('token')}`;
  return config;
});

const refreshAuthLogic = (failedRequest) =>
  axios.post(`${API_URL}/refresh`, { refresh_token: localStorage.getItem('refresh_token') }).then((response) => {
    localStorage.setItem('token', response.data.access_token);
    failedRequest.response.config.headers['Authorization'] = `Bearer ${response.data.access_token}`;
    return Promise.resolve();
  });

createAuthRefreshInterceptor(api, refreshAuthLogic);

export const signUp = (email, password) => axios.post(`${API_URL}/users/`, { email, password });

export const login = async (email, password) => {
  const formData = new FormData();
  formData.append('username', email);
  formData.append('password', password);
  const response = await axios.post(`${API_URL}/login`, formData);
  localStorage.setItem('token', response.data.access_token);
  localStorage.setItem('refresh_token', response.data.refresh_token);
};

export const logout = () => {
  localStorage.removeItem('token');
  localStorage.removeItem('refresh_token');
};

export const getUser = async () => {
  try {
    const response = await api.get('/users/get_user_data');
    return response.data.email;
  } catch (error) {
    if (error.response.data.detail === 'Could not validate credentials') return 'navigate to /login';
    throw error;
  }
};

export const addTask = async (title, deadline) => {
  const response = await api.post('/tasks/', { title, description: '', deadline });
  return parseInt(response.data.id);
};

export const completeTask = (id) => api.put(`/tasks/complete/${parseInt(id)}`, { completed: true });

export const deleteTask = (id) => api.delete(`/tasks/${parseInt(id)}`);

export const getTasks = async () => {
  const response = await api.get('/tasks/');
  return response.data.items.map(({ title, deadline, completed }) => {
    const [year, month, day] = deadline.split('-');
    return `${title}, ${day}/${month}/${year}${completed ? ', done' : ''}`;
  });
};

export const getReport = async () => (await api.get('/reports/')).data;
